import type { BoothFile } from '@homeroll/core/publish/publishing';

/** Smaller pictures of what is in the media folder, where the machine can make them. */
export interface SmallPictures {
  /** Path of a WebP; `undefined` where none can be made, and the file itself has to do. */
  path(
    file: BoothFile,
    wanted: { readonly root: string; readonly size: 'thumb' | 'preview' },
  ): Promise<string | undefined>;
  /** Forgets those of all other files: what was deleted is not kept small. */
  keepOnly(files: readonly BoothFile[]): Promise<void>;
}
