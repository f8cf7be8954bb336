// `npm test`: runs vitest, then says in one line how many passed, failed and were skipped. With CI=true a skip is a
// failure unless allowed-skips.ts names it with its reason.
import { startVitest, type TestCase } from 'vitest/node';
import { allowedSkips } from './allowed-skips.ts';

const started = performance.now();
const filters = process.argv.slice(2);
const vitest = await startVitest('test', filters, { watch: false });
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
const broken = vitest.state.getTestModules().filter((module) => module.errors().length > 0);
const inState = (state: string): readonly TestCase[] => tests.filter((test) => test.result().state === state);
const skipped = inState('skipped');
const inCi = process.env['CI'] === 'true';
const refused = inCi ? skipped.filter(({ fullName }) => !isAllowed(fullName)) : [];
await vitest.close();

for (const test of skipped) console.log(`skipped: ${test.fullName}`);
for (const test of refused) console.log(`not allowed to be skipped with CI=true: ${test.fullName}`);
const unhandled = vitest.state.getUnhandledErrors().length;
const failed = inState('failed').length + broken.length + refused.length + unhandled;
const passed = inState('passed').length;
console.log(`took ${((performance.now() - started) / 1000).toFixed(0)} s`);
console.log(`${String(passed)} passed, ${String(failed)} failed, ${String(skipped.length)} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function isAllowed(fullName: string): boolean {
  return Object.keys(allowedSkips).some((start) => fullName.startsWith(start));
}
