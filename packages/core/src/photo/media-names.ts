const photos =
  'jpg jpeg jpe jfif heic heif hif png tif tiff webp avif gif bmp jxl dng cr2 cr3 crw nef nrw arw srf sr2 raf orf rw2 pef srw 3fr fff iiq x3f rwl mrw kdc dcr erf mef mos raw';
const videos = 'mp4 m4v mov qt avi mts m2ts 3gp 3g2 mkv webm mpg mpeg wmv insv';
const extensions = new Set(`${photos} ${videos}`.split(' '));

/** What systems and NAS boxes put beside people's photos. */
const foreignFolders = new Set([
  '@eaDir',
  '#recycle',
  '#snapshot',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
]);

/** By the name alone, so that nothing else is even looked at. Sidecars are not media: they do not travel. */
export function isMediaName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !isHiddenName(name) && extensions.has(name.slice(dot + 1).toLowerCase());
}

/** Hidden and temporary: a leading dot or tilde. */
export function isHiddenName(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~');
}

export function isForeignFolder(name: string): boolean {
  return isHiddenName(name) || foreignFolders.has(name);
}
