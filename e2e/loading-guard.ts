// Preloaded (`node --import`) into a process of the agent: notes every module that is loaded, and every attempt to
// load compiled code, in the file that LOADING_NOTES names. Notes are written at once, for a process may end anyhow.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const notes = process.env['LOADING_NOTES'] ?? '';

registerHooks({
  load: (url, context, next) => {
    appendFileSync(notes, `${url}\n`);
    return next(url, context);
  },
});

process.dlopen = (_module: object, file: string): never => {
  appendFileSync(notes, `native:${file}\n`);
  throw new Error(`compiled code: ${file}`);
};
