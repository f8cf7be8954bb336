import { describe, expect, it } from 'vitest';
import { Lines } from '@homeroll/relay/asks/lines';
import { usualPatience } from '@homeroll/relay/asks/patience';
import { movedClock } from '../running-relay.ts';

const ask = (id: string): { id: string; path: string } => ({ id, path: '/s/token/1/file' });

describe('B36 where a device is in the news', () => {
  it('of a line that was forgotten meanwhile, it hears all that is asked', async () => {
    const { now, move } = movedClock();
    const lines = new Lines(usualPatience, now);
    const controller = new AbortController();
    for (const id of ['a', 'b', 'c']) lines.get('line').tell(ask(id));
    const { next } = await lines.get('line').news(undefined, controller.signal);
    for (const id of ['a', 'b', 'c']) lines.get('line').forget(id, 'answered');
    move(60_000);
    lines.forgetIdle();
    const news = lines.get('line').news(next, controller.signal);
    lines.get('line').tell(ask('d'));
    controller.abort();
    expect((await news).asks).toEqual([ask('d')]);
  });
});
