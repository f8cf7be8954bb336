import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spoiltEngines } from './spoilt-engines.ts';

const core = join(import.meta.dirname, '../..');
const program = join(import.meta.dirname, '../../../../tools/simulate.ts');

describe('the engine in simulated worlds', () => {
  it('keeps every promise in 2,000 of them', { timeout: 300_000 }, async () => {
    const { code, output } = await simulate('--runs', '2000');
    expect(output.trim().split('\n').slice(0, -1)).toEqual([]);
    expect(output).toMatch(/^2000 runs, 0 failed, \d+ steps$/m);
    expect(code).toBe(0);
  });

  it('replays exactly', async () => {
    const first = await simulate('--seed', '77', '--runs', '20');
    expect(await simulate('--seed', '77', '--runs', '20')).toEqual(first);
    expect((await simulate('--seed', '78', '--runs', '20')).output).not.toBe(first.output);
  });

  it('says what is wrong with its options', async () => {
    const { code, output } = await simulate('--runs', 'many');
    expect(code).toBe(2);
    expect(output).toContain('whole numbers');
  });
});

describe('a spoilt engine is found out that', () => {
  it.each(spoiltEngines)('$bug', async ({ file, find, replace }) => {
    const folder = mkdtempSync(join(tmpdir(), 'homeroll-spoilt-'));
    try {
      for (const part of ['package.json', 'src', 'test/simulation']) {
        cpSync(join(core, part), join(folder, part), { recursive: true });
      }
      const path = join(folder, 'src', file);
      const source = readFileSync(path, 'utf8');
      expect(source).toContain(find);
      writeFileSync(path, source.replace(find, replace));
      const { code, output } = await simulate('--core', folder, '--runs', '1500');
      expect(output).toMatch(/^seed \d+: /m);
      expect(code).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function simulate(...options: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...options], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}
