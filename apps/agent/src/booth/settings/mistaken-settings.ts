import type { SettingsMistake } from './destination-settings.ts';

/** What somebody wanted to save makes no sense; nothing was saved. */
export class MistakenSettings extends Error {
  override readonly name = 'MistakenSettings';
  readonly mistakes: readonly SettingsMistake[];

  constructor(mistakes: readonly SettingsMistake[]) {
    super('the settings have mistakes');
    this.mistakes = mistakes;
  }
}
