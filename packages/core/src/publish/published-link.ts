import { parseStorePath, type StorePath } from '../ports/file-store.ts';
import type { BoothFile, Publishing } from './publishing.ts';

/** Where the portal lies at a place: what web spaces show for a folder. */
export const portalPath: StorePath = storePath('index.html');
/** An empty page, so that no web space lists the pictures for everybody. */
export const coverPath: StorePath = storePath('media/index.html');

/** Where a file lies at a place that keeps files by path; under its secret name where its own fits no such place. */
export function publishedPath({ path, key }: BoothFile, { names }: Pick<Publishing, 'names'>): StorePath {
  const plain = names === 'plain' ? parseStorePath(`media/${path}`) : undefined;
  return plain ?? storePath(`media/${key}${endingOf(path)}`);
}

/**
 * What the code of a file says; `undefined` where guests cannot get at the place. Known before the file is there.
 * `base` is the place's own public address, where the settings name none.
 */
export function publishedLink(file: BoothFile, publishing: Publishing, base?: string): string | undefined {
  const { customQrUrl, useDownloadPortal, downloadPortalUrl, autoUpload } = publishing;
  if (customQrUrl !== undefined) return customLink(customQrUrl, file);
  const root = publishing.mediaUrl ?? base;
  if (root === undefined) return undefined;
  const media = `${root}/${publishedPath(file, publishing).split('/').map(encodeURIComponent).join('/')}`;
  if (!useDownloadPortal) return media;
  const portal = downloadPortalUrl ?? (autoUpload ? `${root}/${portalPath}` : undefined);
  return portal === undefined ? media : portalLink(portal, media);
}

/** `<portal>/#/?url=<media>`, as booth programs and printed codes have it; a page by name takes no slash behind it. */
export function portalLink(portal: string, media: string): string {
  const page = portal.replace(/[#?].*$/, '');
  const slash = page.endsWith('/') || page.endsWith('.html') ? '' : '/';
  return `${page}${slash}#/?url=${encodeURIComponent(media)}`;
}

function customLink(pattern: string, { path, key }: BoothFile): string {
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  const values: Readonly<Record<string, string>> = { identifier: key, filename: fileName };
  return pattern.replace(/\{(identifier|filename)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  );
}

function endingOf(path: string): string {
  return /\.[a-z0-9]{1,8}$/i.exec(path)?.[0].toLowerCase() ?? '';
}

function storePath(text: string): StorePath {
  const path = parseStorePath(text);
  if (path === undefined) throw new RangeError(`no path: ${text}`);
  return path;
}
