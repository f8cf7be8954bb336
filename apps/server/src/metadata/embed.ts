import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { ExifTool, ReadRawTaskOptions } from 'exiftool-vendored';
import type { MetadataTool } from './metadata-tool.ts';

export interface Embedding {
  readonly path: string;
  /** On the same file system, swept at start: the copy grows here. */
  readonly temporaryFolder: string;
  readonly tool: MetadataTool;
}

/** The file as it is stored now, or why it was left as it is: then title and tags belong in the sidecar. */
export type Embedded =
  | { readonly hash: string; readonly size: number }
  | { readonly unchanged: 'not-writable' | 'not-verified'; readonly reason: string };

interface Words {
  readonly title: string | null;
  readonly tags: readonly string[];
}

/**
 * Writes title and tags as XMP, and as IPTC where the format has it, into a copy; checks that they can be read back
 * and that the picture's own data did not change; makes the copy durable; and only then lets it take the original's
 * name. Whatever goes wrong before, the original is untouched. Tags that the file has already are kept.
 */
export async function embedMetadata(
  { path, temporaryFolder, tool }: Embedding,
  words: Words,
): Promise<Embedded> {
  const copy = join(temporaryFolder, `embed-${crypto.randomUUID()}${extname(path)}`);
  try {
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    const wanted = await withWordsThere(tool, path, words);
    const refused = await write(tool, copy, wanted);
    if (refused !== undefined) return { unchanged: 'not-writable', reason: refused };
    const doubt = await doubtAbout(tool, { path, copy }, wanted);
    if (doubt !== undefined) return { unchanged: 'not-verified', reason: doubt };
    const { atime, mtime } = await stat(path);
    await utimes(copy, atime, mtime);
    const result = { hash: await hashOf(copy), size: (await stat(copy)).size };
    await sync(copy);
    await rename(copy, path);
    await sync(dirname(path));
    return result;
  } finally {
    await rm(copy, { force: true });
  }
}

async function withWordsThere(tool: MetadataTool, path: string, { title, tags }: Words): Promise<Words> {
  const there = await readWords(tool, path);
  return { title: title ?? there.title, tags: [...new Set([...there.tags, ...tags])] };
}

/** Why it could not be written; `undefined` when it was. */
async function write(tool: MetadataTool, copy: string, { title, tags }: Words): Promise<string | undefined> {
  const leaves = [...new Set(tags.map((tag) => tag.split('/').at(-1) ?? tag))];
  const xmp = {
    ...(title === null ? {} : { 'XMP-dc:Title': title }),
    'XMP-dc:Subject': leaves,
    'XMP-lr:HierarchicalSubject': tags.map((tag) => tag.replaceAll('/', '|')),
    'XMP-digiKam:TagsList': [...tags],
  };
  const iptc = { ...(title === null ? {} : { 'IPTC:ObjectName': title }), 'IPTC:Keywords': leaves };
  const isIptcFormat = /\.(?:jpe?g|tiff?|dng|nef|cr2|arw|psd)$/i.test(copy);
  const options = ['-overwrite_original', '-P', ...(isIptcFormat ? ['-codedcharacterset=utf8'] : [])];
  try {
    const tags = { ...xmp, ...(isIptcFormat ? iptc : {}) } as Parameters<ExifTool['write']>[1];
    const { updated, warnings } = await (await tool.exiftool()).write(copy, tags, { writeArgs: options });
    return updated > 0 ? undefined : (warnings?.[0] ?? 'nothing was written');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What speaks against the copy; `undefined` when nothing does. */
async function doubtAbout(
  tool: MetadataTool,
  { path, copy }: { readonly path: string; readonly copy: string },
  wanted: Words,
): Promise<string | undefined> {
  const [before, after] = [await imageDataHash(tool, path), await imageDataHash(tool, copy)];
  if (before === undefined || after === undefined)
    return 'it cannot be proved that the picture did not change';
  if (before !== after) return 'the picture’s own data would have changed';
  const { title, tags } = await readWords(tool, copy);
  const isThere =
    same(title, wanted.title) && wanted.tags.every((tag) => tags.some((read) => same(read, tag)));
  return isThere ? undefined : 'title and tags could not be read back';
}

/** ExifTool's JSON has numbers where a text looks like one: `1.50` comes back as 1.5. */
function same(read: string | null, wanted: string | null): boolean {
  return read === wanted || (wanted !== null && wanted.trim() !== '' && String(Number(wanted)) === read);
}

async function readWords(tool: MetadataTool, path: string): Promise<Words> {
  const found = await readTags(tool, path, [
    '-XMP-dc:Title',
    '-XMP-dc:Subject',
    '-XMP-lr:HierarchicalSubject',
    '-IPTC:Keywords',
  ]);
  const paths = texts(found['HierarchicalSubject']).map((tag) => tag.replaceAll('|', '/'));
  const leaves = new Set(paths.map((tag) => tag.split('/').at(-1)));
  const others = [...texts(found['Subject']), ...texts(found['Keywords'])].filter((tag) => !leaves.has(tag));
  return { title: texts(found['Title'])[0] ?? null, tags: [...new Set([...paths, ...others])] };
}

/** ExifTool's SHA-256 over the picture data alone; `undefined` for formats where it has none. */
async function imageDataHash(tool: MetadataTool, path: string): Promise<string | undefined> {
  const found = await readTags(tool, path, ['-api', 'ImageHashType=SHA256', '-ImageDataHash']);
  return texts(found['ImageDataHash'])[0];
}

async function readTags(
  tool: MetadataTool,
  path: string,
  readArgs: NonNullable<ReadRawTaskOptions['readArgs']>,
): Promise<Readonly<Record<string, unknown>>> {
  return (await tool.exiftool()).readRaw<Record<string, unknown>>(path, { readArgs });
}

/** ExifTool gives one value bare, several as a list, and what looks like a number as one. */
function texts(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [String(one)] : []));
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function sync(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
