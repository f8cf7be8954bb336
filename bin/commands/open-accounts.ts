import { openCatalogOf } from '@homeroll/server/open-catalog-of';
import type { Catalog } from '@homeroll/server/catalog/catalog';
import { Refusal } from '@homeroll/server/refusal';
import { UsageError } from '../read-options.ts';

/** Works on the catalog beside a running server, or without one. A refusal is told as wrong usage. */
export async function withCatalog<Result>(
  values: { readonly data: string; readonly database: string | undefined },
  work: (catalog: Catalog) => Promise<Result>,
): Promise<Result> {
  const catalog = await openCatalogOf(values.data, values.database);
  try {
    return await work(catalog);
  } catch (error) {
    throw error instanceof Refusal ? new UsageError(error.message) : error;
  } finally {
    await catalog.close();
  }
}
