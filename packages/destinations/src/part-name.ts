import { createHash } from 'node:crypto';
import type { StorePath } from '@homeroll/core/ports/file-store';

/**
 * What a file is called until it is whole: `.homeroll-<8 hex of the path><8 hex of the version>.part`, a dot file
 * in the folder that it is renamed in. A later put of the same version finds it by its name and goes on with it, in
 * another process too; a put of another version, or a removal, knows by the first eight digits that it is a leftover
 * of this path.
 */
export function partName(path: StorePath, version: string): string {
  return `${partPrefix(path)}${digits(version)}.part`;
}

export function isPartOf(path: StorePath, name: string): boolean {
  return name.startsWith(partPrefix(path)) && isPartName(name);
}

export function isPartName(name: string): boolean {
  return /^\.homeroll-[0-9a-f]{16}\.part$/.test(name);
}

function partPrefix(path: StorePath): string {
  return `.homeroll-${digits(path)}`;
}

function digits(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
