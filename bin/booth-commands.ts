import type { AddCommand } from './made-command.ts';
import { boothCommandOptions, checkOptions } from './booth-options.ts';

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
    usage: 'check <DESTINATION>',
    summary: 'Try a destination of the booth on your own account, promise by promise',
    options: checkOptions,
    run: async (values, [name = ''], context) =>
      (await import('./commands/check.ts')).check(name, values, context),
  });
  add({
    usage: 'portal <FILE>',
    summary: 'Write the page for guests, for a web space of your own',
    options: {},
    run: async (_values, [file = ''], context) =>
      (await import('./commands/portal.ts')).portal(file, context),
  });
}
