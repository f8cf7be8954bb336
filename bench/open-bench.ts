import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newLibrary } from './receivers/homeroll-server.ts';
import type { Bench } from './row.ts';
import { addStock, stockHashes } from './stock.ts';

/** A work folder in the checkout, that is on the disk people would use, gone after `close`. */
export async function openBench(quick: boolean): Promise<Bench & { close(): Promise<void> }> {
  const work = join(import.meta.dirname, '.work');
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
