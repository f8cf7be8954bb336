/** Another text whenever a file may have other bytes. Inodes are left out: network folders renumber them. */
export function versionOf(size: number, modified: number): string {
  return `${String(size)}/${String(modified)}`;
}
