// Runs the sync engine in simulated worlds: npm run simulate -- --seed N --runs N [--core FOLDER]. A run that fails
// prints its seed and its history, and replays exactly.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadEngine } from '../packages/core/test/simulation/engine.ts';
import { simulate } from '../packages/core/test/simulation/simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    core: { type: 'string', default: join(import.meta.dirname, '../packages/core/src') },
    /** Failing runs after which to stop. */
    failures: { type: 'string', default: '1' },
    history: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const runs = Number(values.runs);
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(runs) || runs < 1) {
  console.error('--seed and --runs are whole numbers, like --seed 7 --runs 1000');
  process.exit(2);
}
const engine = await loadEngine(values.core);
let happened = 0;
let failed = 0;
let seed = first;
for (; seed < first + runs && failed < Number(values.failures); seed += 1) {
  const outcome = await simulate(seed, engine);
  happened += outcome.happened;
  if (outcome.violations.length === 0) continue;
  failed += 1;
  console.log(`seed ${String(seed)}: ${outcome.violations.join('; ')}`);
  if (runs === 1 || values.history) for (const line of outcome.history) console.log(`  ${line}`);
}
console.log(`${String(seed - first)} runs, ${String(failed)} failed, ${String(happened)} steps`);
process.exitCode = failed === 0 ? 0 : 1;
