import type { AddCommand } from './made-command.ts';
import { boothCommandOptions } from './booth-options.ts';

/** What belongs to a photo booth. Each command's code is loaded when it runs. */
export function addBoothCommands(add: AddCommand): void {
  add({
    usage: 'booth [FOLDER]',
    summary: 'Hand out a photo booth’s pictures by QR code: send them, and show them on a screen',
    options: boothCommandOptions,
    run: async (values, [folder], context) =>
      (await import('./commands/booth.ts')).booth(folder, values, context),
  });
  add({
    usage: 'portal <FILE>',
    summary: 'Write the page for guests, for a web space of your own',
    options: {},
    run: async (_values, [file = ''], context) =>
      (await import('./commands/portal.ts')).portal(file, context),
  });
}
