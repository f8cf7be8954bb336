export type MediaKind = 'picture' | 'video';

/** Types that browsers show; a web space that knows no type for a new format says `application/octet-stream`. */
export function mediaKind(type: string, path: string): MediaKind | undefined {
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (plain.startsWith('video/')) return 'video';
  if (plain.startsWith('image/')) return 'picture';
  return plain === '' || plain === 'application/octet-stream' ? kindByName(path) : undefined;
}

export function kindByName(path: string): MediaKind | undefined {
  const extension = /\.(\w+)$/.exec(path.split('?')[0] ?? '')?.[1]?.toLowerCase() ?? '';
  if (/^(?:mp4|m4v|mov|webm)$/.test(extension)) return 'video';
  return /^(?:jpe?g|png|gif|webp|avif)$/.test(extension) ? 'picture' : undefined;
}

/** The name that a saved file gets: the last part of its path. */
export function fileNameOf(address: string): string {
  const last = new URL(address).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || 'photo';
  } catch {
    return last;
  }
}
