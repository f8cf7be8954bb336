// `npm run check`: types, lint, format, imports, dead code. Runs them all and says at the end what failed.
import { spawnSync } from 'node:child_process';

const steps = {
  types: ['node', 'node_modules/ts7/bin/tsc', '--build'],
  lint: ['eslint', '--max-warnings=0', '.'],
  format: ['prettier', '--check', '--log-level=warn', '.'],
  imports: ['node', 'tools/check-imports.ts'],
  'dead code': ['knip'],
} as const;

const failed = Object.entries(steps).filter(([name, [command, ...args]]) => {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(
    `${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
