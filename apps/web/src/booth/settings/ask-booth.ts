import {
  boothPageRoutes,
  boothSecretHeader,
  boothSettingsFormSchema,
  boothSettingsMistakesSchema,
  tryAnswerSchema,
  type BoothSettingsChange,
  type BoothSettingsForm,
  type BoothSettingsMistakes,
  type SettingsValues,
  type TryAnswer,
} from '@homeroll/protocol/booth-page';
import { settingsSecret } from './settings-secret.ts';

/** The booth's program refused, in its words; or it does not answer (''). */
export class BoothRefusal extends Error {
  override readonly name = 'BoothRefusal';
}

export async function fetchForm(): Promise<BoothSettingsForm> {
  return boothSettingsFormSchema.parse(await (await ask('GET', boothPageRoutes.settings)).json());
}

/** What has to be mended before it is saved; nothing where it was. */
export async function saveSettings(change: BoothSettingsChange): Promise<BoothSettingsMistakes['mistakes']> {
  const answer = await ask('PUT', boothPageRoutes.settings, change, [422]);
  return answer.status === 422 ? boothSettingsMistakesSchema.parse(await answer.json()).mistakes : [];
}

/** The destination as the form has it, tried for real; or what has to be mended first. */
export async function tryOut(destination: SettingsValues): Promise<TryAnswer | BoothSettingsMistakes> {
  const answer = await ask('POST', boothPageRoutes.try, destination, [422]);
  const json: unknown = await answer.json();
  return answer.status === 422 ? boothSettingsMistakesSchema.parse(json) : tryAnswerSchema.parse(json);
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  expected: readonly number[] = [],
): Promise<Response> {
  const headers = {
    [boothSecretHeader]: settingsSecret() ?? '',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(path, { method, headers, ...sent }).catch(() => undefined);
  if (answer === undefined) throw new BoothRefusal('');
  if (answer.ok || expected.includes(answer.status)) return answer;
  throw new BoothRefusal(wordsIn(await answer.json().catch(() => undefined)));
}

function wordsIn(body: unknown): string {
  const isSaid = typeof body === 'object' && body !== null && 'words' in body;
  return isSaid && typeof body.words === 'string' ? body.words : '';
}
