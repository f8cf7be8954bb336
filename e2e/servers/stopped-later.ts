import { onTestFinished } from 'vitest';

/** A server that is stopped when the test is over, however it ends. */
export async function stoppedLater<Running extends { stop(): Promise<void> }>(
  start: Promise<Running>,
): Promise<Running> {
  const running = await start;
  onTestFinished(() => running.stop());
  return running;
}
