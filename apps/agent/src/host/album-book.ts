import { albumChoice, albumName, type AlbumChoice } from '../albums/album-choice.ts';
import type { AgentSettings } from '../settings/agent-settings.ts';
import type { Albums } from '../sources/folder-source.ts';

/** Which folders count by the settings of now, and how many photos were found in each. */
export class AlbumBook {
  readonly #counts = new Map<string, number>();
  #choice: AlbumChoice = () => 'new';
  #roots: readonly string[] = [];

  /** Another text whenever the choice may be another one. */
  choiceName = '';

  follow({ albums, newAlbums, folders }: AgentSettings): void {
    this.#choice = albumChoice(albums, newAlbums);
    this.#roots = folders;
    this.choiceName = JSON.stringify([newAlbums, albums]);
  }

  readonly stateOf: AlbumChoice = (folder) => this.#choice(folder);

  readonly source: Albums = {
    isSelected: (folder) => this.#choice(folder) === 'on',
    nameOf: (folder) => albumName(folder, this.#roots),
    found: (folder, count) => void this.#counts.set(folder, count),
  };

  /** Folders with photos that nobody has decided about, in the order of their names. */
  undecided(): readonly { readonly folder: string; readonly count: number }[] {
    return [...this.#counts]
      .filter(([folder]) => this.#choice(folder) === 'new')
      .map(([folder, count]) => ({ folder, count }))
      .sort((one, other) => (one.folder < other.folder ? -1 : 1));
  }
}
