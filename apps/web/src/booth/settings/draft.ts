import type {
  BoothSettingsChange,
  BoothSettingsForm,
  SettingsField,
  SettingsValues,
} from '@homeroll/protocol/booth-page';

/** The settings while a person fills them in. */
export interface Draft {
  readonly values: SettingsValues;
  readonly secrets: readonly string[];
  readonly destinations: readonly DraftDestination[];
}

export interface DraftDestination {
  /** Stays while it is edited, whatever its name and place. */
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  /** As it was saved: by it the secrets that are kept are found. */
  readonly oldName: string | undefined;
  readonly values: SettingsValues;
  readonly secrets: readonly string[];
}

export function draftOf({ values, destinations }: BoothSettingsForm): Draft {
  const { secrets, ...own } = values;
  return {
    values: own,
    secrets,
    destinations: destinations.map(({ name, kind, secrets: kept, ...rest }, id) => ({
      ...{ id, kind, name, oldName: name, secrets: kept },
      values: rest,
    })),
  };
}

export function newDestination(draft: Draft, kind: string): Draft {
  const id = draft.destinations.reduce((most, one) => Math.max(most, one.id), -1) + 1;
  const taken = draft.destinations.map(({ name }) => name);
  const name = taken.includes(kind) ? `${kind} ${id + 1}` : kind;
  const made = { id, kind, name, oldName: undefined, values: {}, secrets: [] };
  return { ...draft, destinations: [...draft.destinations, made] };
}

export function changed(draft: Draft, destination: DraftDestination): Draft {
  const destinations = draft.destinations.map((one) => (one.id === destination.id ? destination : one));
  return { ...draft, destinations };
}

export function without(draft: Draft, id: number): Draft {
  return { ...draft, destinations: draft.destinations.filter((one) => one.id !== id) };
}

export function changeOf({ values, destinations }: Draft): BoothSettingsChange {
  return { values, destinations: destinations.map(valuesOf) };
}

export function valuesOf({ kind, name, oldName, values }: DraftDestination): SettingsValues {
  return { ...values, kind, name, ...(oldName === undefined ? {} : { oldName }) };
}

/** Whether a switch is on, by what was said or by its own default. */
export function isOn(field: SettingsField, value: unknown): boolean {
  const said = value ?? field.fallback;
  return said === true || (typeof said === 'string' && ['true', 'yes', 'on', '1'].includes(said));
}
