import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
let built: string;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}
let chunks: Record<string, Chunk>;

beforeAll(async () => {
  // Vitest says `test` here, and React would bring its slow half along.
  vi.stubEnv('NODE_ENV', 'production');
  built = await mkdtemp(join(tmpdir(), 'homeroll-web-'));
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: built, emptyOutDir: true },
  });
  vi.unstubAllEnvs();
  chunks = JSON.parse(await readFile(join(built, '.vite/manifest.json'), 'utf8')) as typeof chunks;
}, 60_000);

afterAll(() => rm(built, { recursive: true, force: true }));

/** What a browser must have before it shows anything: the entry and all that it imports. */
function firstFiles(key: string, seen = new Set<string>()): Set<string> {
  const chunk = chunks[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  chunk.css?.forEach((file) => seen.add(file));
  chunk.imports?.forEach((each) => firstFiles(each, seen));
  return seen;
}

async function zippedBytes(ending: string): Promise<number> {
  const files = [...firstFiles('index.html')].filter((file) => file.endsWith(ending));
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(join(built, file))).length),
  );
  expect(files.length).toBeGreaterThan(0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('the built app', () => {
  it('shows its first screen with at most 200 kB of script, zipped', async () => {
    expect(await zippedBytes('.js')).toBeLessThanOrEqual(200_000);
  });

  it('shows its first screen with at most 20 kB of style, zipped', async () => {
    expect(await zippedBytes('.css')).toBeLessThanOrEqual(20_000);
  });

  it('leaves the engine, the hasher and the viewer for when they are needed', () => {
    const first = [...firstFiles('index.html')].join(' ');
    expect(first).not.toMatch(/open-uploads|hash-worker|photoswipe|share-dialog/);
  });

  it('runs under a policy that allows files of its own only', async () => {
    const html = await readFile(join(built, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|https?:/);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc="\/assets\/)/);
  });
});
