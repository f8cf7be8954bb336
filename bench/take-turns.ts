import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Contender {
  readonly name: string;
  /** One round, answering its figure; what is prepared and torn down inside does not count by itself. */
  readonly round: () => Promise<number>;
}

const run = promisify(execFile);

/**
 * A B C, C B A, A B C …: everybody in turn, so that a slow minute hits all. What an earlier contender left in the
 * page cache is written out before the next one starts: who does not sync would else be paid for by the others.
 */
export async function takeTurns(
  rounds: number,
  contenders: readonly Contender[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const figures = new Map(contenders.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, round: once } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      await run('sync');
      const figure = await once();
      figures.get(name)?.push(figure);
      process.stderr.write(`  ${name}: ${figure.toPrecision(4)}\n`);
    }
  }
  return figures;
}
