// Runs the sync engine in simulated worlds: npm run simulate -- --seed N --runs N [--jobs N]. A run that fails prints
// its seed; alone (--runs 1) it prints what happened in its world, too, and replays exactly.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { simulate as Simulate } from '../packages/core/test/simulation/simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    /** Processes that share the work. */
    jobs: { type: 'string', default: '1' },
    /** Failing runs after which to stop. */
    failures: { type: 'string', default: '1' },
    /** Another copy of packages/core, with its simulation. */
    core: { type: 'string', default: join(import.meta.dirname, '../packages/core') },
  },
});
const [seed, runs, jobs, failures] = [values.seed, values.runs, values.jobs, values.failures].map(Number);
if (!isCount(seed) || !isCount(runs) || !isCount(jobs) || !isCount(failures)) {
  console.error('--seed, --runs, --jobs and --failures are whole numbers from 1, like --seed 7 --runs 1000');
  process.exit(2);
}
process.exitCode = jobs === 1 ? await simulateHere(seed, runs) : await share(seed, runs);

function isCount(number: number | undefined): number is number {
  return number !== undefined && Number.isSafeInteger(number) && number > 0;
}

async function simulateHere(first: number, count: number): Promise<number> {
  const path = join(values.core, 'test/simulation/simulate.ts');
  const { simulate } = (await import(pathToFileURL(path).href)) as { simulate: typeof Simulate };
  let steps = 0;
  let failed = 0;
  let next = first;
  for (; next < first + count && failed < Number(failures); next += 1) {
    const outcome = await simulate(next);
    steps += outcome.happened;
    if (outcome.violations.length === 0) continue;
    failed += 1;
    console.log(`seed ${String(next)}: ${outcome.violations.join('; ')}`);
    if (count === 1) for (const line of outcome.history) console.log(`  ${line}`);
  }
  console.log(`${String(next - first)} runs, ${String(failed)} failed, ${String(steps)} steps`);
  return failed === 0 ? 0 : 1;
}

/** Each process takes a stretch of the seeds. */
async function share(first: number, count: number): Promise<number> {
  const each = Math.ceil(count / Number(jobs));
  const codes = await Promise.all(
    Array.from({ length: Number(jobs) }, (_, job) => {
      const from = first + job * each;
      const many = Math.min(each, first + count - from);
      return many > 0 ? inProcess(from, many) : Promise.resolve(0);
    }),
  );
  return Math.max(...codes);
}

function inProcess(from: number, many: number): Promise<number> {
  const options = ['--seed', String(from), '--runs', String(many), '--failures', values.failures];
  const child = spawn(process.execPath, [import.meta.filename, ...options, '--core', values.core], {
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
