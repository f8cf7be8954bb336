// npm run bench [name …] [--quick] [--json FILE] [--folder FOLDER]: measures ours and the peers in turn and prints the
// table. The folder decides which disk is measured; without it, the checkout's.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from './finding.ts';
import { installPeers } from './install-peers.ts';
import { openBench } from './open-bench.ts';
import { findingsTable } from './print-findings.ts';
import { root } from './programs.ts';
import { allRows } from './rows/all-rows.ts';

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    folder: { type: 'string', default: join(root, 'bench', '.work') },
  },
  allowPositionals: true,
});
const wrong = positionals.find((name) => !allRows.some((row) => row.name === name));
if (wrong !== undefined) {
  console.error(`There is no row ${wrong}; there are ${allRows.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const load = loadavg()[0];
installPeers();
const findings: Finding[] = [];
const bench = await openBench(values.folder, values.quick);
try {
  for (const row of allRows) {
    if (positionals.length > 0 && !positionals.includes(row.name)) continue;
    process.stderr.write(`${row.name}\n`);
    findings.push(...(await row.run(bench)));
  }
} finally {
  await bench.close();
}
console.log(findingsTable(findings));
if (values.json !== undefined)
  await writeFile(values.json, JSON.stringify({ ...about(), findings }, null, 2));

function about() {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    quick: values.quick,
    node: process.version,
    cores: availableParallelism(),
    load,
    memoryGigabytes: Math.round(totalmem() / 1e9),
  };
}
