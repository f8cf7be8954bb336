import { openCatalog, type Catalog } from './catalog/catalog.ts';
import { openDataFolder } from './library/data-folder.ts';

/** The catalog of a data folder, for commands that work beside the server. Makes both where they are missing. */
export async function openCatalogOf(dataFolder: string, database: string | undefined): Promise<Catalog> {
  const data = await openDataFolder(dataFolder);
  return openCatalog(database ?? data.catalog);
}
