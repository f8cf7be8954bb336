import { resolve } from 'node:path';
import { publishingOptions } from './booth-options.ts';
import type { DestinationSettings } from './destination-settings.ts';
import { destinationKinds } from './destination-kinds.ts';

/** Another text for another place; how it publishes, and the secrets, make no other place of it. */
export function placeOf({ kind, values }: Pick<DestinationSettings, 'kind' | 'values'>): string {
  const options = destinationKinds[kind]?.options ?? {};
  const names = Object.keys(options)
    .filter((name) => options[name]?.secret !== true && !(name in publishingOptions))
    .sort();
  const valueOf = (name: string): unknown => {
    const value = values[name] ?? null;
    return kind === 'folder' && typeof value === 'string' ? resolve(value) : value;
  };
  return JSON.stringify([kind, ...names.map((name) => [name, valueOf(name)])]);
}
