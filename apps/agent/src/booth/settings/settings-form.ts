import { formFields } from '@homeroll/options/form-field';
import type { Options } from '@homeroll/options/option';
import type { BoothSettingsChange, BoothSettingsForm } from '@homeroll/protocol/booth-page';
import { boothOptions } from './booth-options.ts';
import { destinationKinds } from './destination-kinds.ts';

/** The settings as they are written in the file. */
export type BoothDraft = Readonly<Record<string, unknown>>;

/** The form with what is set, and which secrets are, but no secret. */
export function formOf(draft: BoothDraft): BoothSettingsForm {
  const { destinations, ...own } = draft;
  return {
    values: shown(own, boothOptions),
    fields: formFields(boothOptions),
    destinations: draftsIn(destinations).map((one) => ({
      ...shown(one, optionsOf(one)),
      name: textIn(one['name']),
      kind: textIn(one['kind']),
    })),
    kinds: Object.entries(destinationKinds).map(([kind, { summary, options }]) => ({
      kind,
      summary,
      fields: formFields(options),
    })),
  };
}

/** What the file is to hold after the change: a secret that is not named stays, `null` takes it away. */
export function changedDraft(draft: BoothDraft, { values, destinations }: BoothSettingsChange): BoothDraft {
  const before = draftsIn(draft['destinations']);
  return {
    ...withSecrets(values, draft, boothOptions),
    destinations: destinations.map((one) => {
      const old = before.find(
        ({ name, kind }) => name === (one['oldName'] ?? one['name']) && kind === one['kind'],
      );
      return withSecrets(without(one, 'oldName'), old ?? {}, optionsOf(one));
    }),
  };
}

/** The same for one destination that is tried and not saved. */
export function triedDraft(draft: BoothDraft, destination: BoothDraft): BoothDraft {
  const [tried] = draftsIn(changedDraft(draft, { values: {}, destinations: [destination] })['destinations']);
  return tried ?? {};
}

function shown(values: BoothDraft, options: Options): { readonly secrets: readonly string[] } & BoothDraft {
  const isSecret = (name: string): boolean => options[name]?.secret === true;
  const names = Object.keys(values);
  return {
    ...Object.fromEntries(names.filter((name) => !isSecret(name)).map((name) => [name, values[name]])),
    secrets: names.filter((name) => isSecret(name) && values[name] !== undefined && values[name] !== ''),
  };
}

function withSecrets(values: BoothDraft, old: BoothDraft, options: Options): BoothDraft {
  const rest = without(values, 'secrets');
  const kept = Object.keys(options)
    .filter((name) => options[name]?.secret === true && rest[name] === undefined && old[name] !== undefined)
    .map((name) => [name, old[name]]);
  const named = Object.entries(rest).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries([...named, ...kept]) as BoothDraft;
}

function draftsIn(destinations: unknown): readonly BoothDraft[] {
  if (!Array.isArray(destinations)) return [];
  return (destinations as readonly unknown[]).filter(
    (one): one is BoothDraft => typeof one === 'object' && one !== null,
  );
}

function optionsOf(destination: BoothDraft): Options {
  return destinationKinds[textIn(destination['kind'])]?.options ?? {};
}

function without(values: BoothDraft, name: string): BoothDraft {
  return Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
