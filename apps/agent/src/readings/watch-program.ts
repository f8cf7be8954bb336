import { killProgram, startProgram, type Program } from './run-program.ts';

/**
 * Runs a program that writes a line at each change, and calls `changed` for it, until the returned function is
 * called. Where the program is missing or ends, no more changes come from it; hosts look from time to time anyway.
 */
export function watchProgram(program: Program, changed: () => void): () => void {
  const child = startProgram(program);
  let isClosed = false;
  child.stdout?.on('data', () => {
    if (!isClosed) changed();
  });
  child.stderr?.resume();
  child.on('error', () => undefined);
  return () => {
    isClosed = true;
    killProgram(child);
  };
}
