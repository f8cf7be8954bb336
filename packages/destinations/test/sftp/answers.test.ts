import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Client } from 'ssh2';
import { expect, it } from 'vitest';
import { Answers } from '@homeroll/destinations/sftp/answers';

it('takes silence for the end of a connection only while an answer is awaited', async () => {
  const [client, socket] = [
    Object.assign(new EventEmitter(), { destroy: () => undefined }),
    new EventEmitter(),
  ];
  const answers = new Answers({ client: client as unknown as Client, socket: socket as unknown as Socket });
  const refused = answers.of(() => {
    throw new Error('the server does not offer this');
  });
  await expect(refused).rejects.toThrow('does not offer');
  socket.emit('timeout');
  expect(answers.isOpen).toBe(true);
  const asked = answers.of(() => undefined);
  socket.emit('timeout');
  await expect(asked).rejects.toThrow('nothing was heard');
  expect(answers.isOpen).toBe(false);
});
