import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newLibrary } from './receivers/homeroll-server.ts';
import type { Bench } from './row.ts';
import { addStock, stockHashes } from './stock.ts';

/** On the disk that is measured; gone only after `close`: deleting thousands of files slows ext4 for minutes. */
export async function openBench(work: string, quick: boolean): Promise<Bench & { close(): Promise<void> }> {
  await mkdir(work, { recursive: true });
  const run = await mkdtemp(join(work, 'run-'));
  const stocks = new Map<number, Promise<string>>();
  let folders = 0;
  const folder = async (name: string): Promise<string> => {
    folders += 1;
    const path = join(run, `${String(folders)}-${name}`);
    await mkdir(path);
    return path;
  };
  const stocked = (items: number): Promise<string> => {
    const known = stocks.get(items) ?? makeStocked(items);
    stocks.set(items, known);
    return known;
  };
  const makeStocked = async (items: number): Promise<string> => {
    const data = await folder(`stock-${String(items)}`);
    if (items === 0) {
      await newLibrary(data);
      return data;
    }
    await cp(await stocked(0), data, { recursive: true });
    addStock(data, stockHashes(items));
    return data;
  };
  return { quick, folder, stocked, close: () => rm(run, { recursive: true, force: true }) };
}
