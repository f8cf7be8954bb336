import { UsageError } from './read-options.ts';

/** Says in words why nobody can listen there; any other error comes back as it is. */
export function portProblem(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new UsageError(
      `Port ${String(port)} is taken: another Homeroll may be running. Choose one with --port.`,
    );
  if (code === 'EACCES')
    return new UsageError(`Port ${String(port)} needs more rights; choose one above 1023 with --port.`);
  return error;
}
