import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

interface Manifest {
  readonly gypfile?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Folders (from the checkout) of the packages that these sources import, also the lazily imported ones, and of all
 * that those depend on in turn. What is only optional counts as absent.
 */
export async function packageClosure(
  root: string,
  entries: readonly string[],
  left: string,
): Promise<string[]> {
  const { output } = await cruise(
    [...entries],
    {
      baseDir: root,
      exclude: { path: left },
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: false,
    },
    {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  );
  const { modules } = output as ICruiseResult;
  const found = new Set<string>();
  for (const { source } of modules) {
    const folder = /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0];
    if (folder !== undefined) addWithDependencies(root, folder, found);
  }
  return [...found].sort();
}

function addWithDependencies(root: string, folder: string, found: Set<string>): void {
  if (found.has(folder)) return;
  found.add(folder);
  for (const name of Object.keys(manifestAt(root, folder).dependencies ?? {})) {
    const nested = join(folder, 'node_modules', name);
    addWithDependencies(root, existsSync(join(root, nested)) ? nested : join('node_modules', name), found);
  }
}

/** Why a package would not install everywhere without a compiler, or not on every system; empty: it does. */
export function nativeTraces(root: string, folder: string): string[] {
  const { gypfile, os, cpu, scripts = {} } = manifestAt(root, folder);
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return [
    ...(gypfile === true ? ['gypfile'] : []),
    ...(os === undefined ? [] : ['os']),
    ...(cpu === undefined ? [] : ['cpu']),
    ...['preinstall', 'install', 'postinstall'].filter((name) => name in scripts),
    ...files.filter((file) => file.endsWith('.node') || file.endsWith('binding.gyp')),
  ];
}

function manifestAt(root: string, folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}
