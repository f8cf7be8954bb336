// `npm run destinations`: fills the tables of docs/destinations.md from what is declared and tested.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { boothOptions, publishingOptions } from '@homeroll/agent/booth/settings/booth-options';
import { destinationKinds } from '@homeroll/agent/booth/settings/destination-kinds';
import { storeKinds } from '@homeroll/destinations/catalogue';
import { fileStoreContract } from '@homeroll/destinations/conformance/files/file-store-contract';
import { formFields } from '@homeroll/options/form-field';
import type { Options } from '@homeroll/options/option';
import type { ContractServer } from '../e2e/servers/contract-server.ts';
import { loginServers } from '../e2e/servers/login-servers.ts';
import { webServers } from '../e2e/servers/web-servers.ts';

export const destinationsPath: string = join(import.meta.dirname, '..', 'docs', 'destinations.md');

/** The document with its tables as they are to be; what people wrote around them stays. */
export async function filledDestinations(document: string): Promise<string> {
  const filled = document.replaceAll(
    /<!-- (.+?) -->\n[^]*?<!-- end -->/g,
    (_, what: string) => `<!-- ${what} -->\n\n${textFor(what)}\n\n<!-- end -->`,
  );
  return format(filled, { ...(await resolveConfig(destinationsPath)), parser: 'markdown' });
}

function textFor(what: string): string {
  if (what === 'servers') return serverTable();
  if (what === 'promises') return fileStoreContract.map(({ says }) => `- ${says}`).join('\n');
  const [, kind = ''] = /^options: (.+)$/.exec(what) ?? [];
  const options = allOptions[kind];
  if (options !== undefined) return optionTable(options);
  throw new Error(`docs/destinations.md asks for “${what}”`);
}

/** Of the kinds, of publishing at any of them, and of the booth itself. */
const allOptions: Readonly<Record<string, Options>> = {
  ...Object.fromEntries(
    Object.entries(destinationKinds).map(([kind, { options }]) => [kind, ownOptions(kind, options)]),
  ),
  publishing: publishingOptions,
  booth: boothOptions,
};

/** What is told of publishing is told once, for all kinds. */
function ownOptions(kind: string, options: Options): Options {
  if (kind in storeKinds) return storeKinds[kind as keyof typeof storeKinds].options;
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => name === 'mediaUrl' || !(name in publishingOptions)),
  );
}

function optionTable(options: Options): string {
  const rows = formFields(options).map(({ name, summary, input, isRequired, choices, fallback }) => {
    const what = [summary, ...(input === 'secret' ? ['secret, never shown again'] : [])].join('; ');
    const unsaid = isRequired ? 'must be said' : (fallback ?? (input === 'switch' ? 'off' : ''));
    return row(`\`${name}\``, what, (choices ?? []).map((choice) => `\`${choice}\``).join(' '), unsaid);
  });
  return [
    row('option', 'what it is', 'one of', 'if not said'),
    row('---', '---', '---', '---'),
    ...rows,
  ].join('\n');
}

function serverTable(): string {
  const rows = [...loginServers, ...webServers].map((server) => {
    const asked = fileStoreContract.filter(
      ({ needs }) => needs === undefined || !server.lacks.includes(needs),
    );
    const broken = Object.keys({ ...server.exempt, ...server.sometimes }).length;
    return row(
      server.name,
      `\`${server.kind}\``,
      `${asked.length - broken} of ${asked.length}`,
      exceptions(server),
    );
  });
  const head = row('server', 'kind', 'promises kept', 'and the others');
  return [head, row('---', '---', '---', '---'), ...rows].join('\n');
}

/** Promises that are not kept for the same reason stand together. */
function exceptions({ exempt, sometimes = {} }: ContractServer): string {
  const said = [
    ...Object.entries(exempt),
    ...Object.entries(sometimes).map(([says, reason]) => [`now and then: ${says}`, reason] as const),
  ];
  const reasons = [...new Set(said.map(([, reason]) => reason))];
  return reasons
    .map((reason) => {
      const promises = said.filter(([, because]) => because === reason).map(([says]) => `“${says}”`);
      return `${promises.join(', ')}: ${reason}`;
    })
    .join('. ');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

if (import.meta.main) {
  writeFileSync(destinationsPath, await filledDestinations(readFileSync(destinationsPath, 'utf8')));
}
