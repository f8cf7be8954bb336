import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where tools/test-servers.mjs unpacks servers that exclude each other, or would start, when installed. */
const folder = resolve(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'test-servers');

export interface UnpackedProgram {
  readonly program: string;
  /** Tells it where its libraries are. */
  readonly env: Readonly<Record<string, string>>;
}

/** `undefined` where it is not on this machine (then its tests are skipped by name). */
export function unpackedProgram(name: string): UnpackedProgram | undefined {
  const places = [join(folder, 'usr', 'sbin'), join(folder, 'usr', 'bin'), '/usr/sbin', '/usr/bin'];
  const program = places.map((place) => join(place, name)).find((path) => existsSync(path));
  return program === undefined
    ? undefined
    : { program, env: { LD_LIBRARY_PATH: libraryFolders().join(':') } };
}

export function unpackedFolder(...parts: readonly string[]): string {
  return join(folder, ...parts);
}

function libraryFolders(): readonly string[] {
  return ['lib', 'usr/lib'].flatMap((place) => {
    const parent = join(folder, place);
    if (!existsSync(parent)) return [];
    const names = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return names.map(({ name }) => join(parent, name));
  });
}
