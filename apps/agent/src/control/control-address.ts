import { createHash } from 'node:crypto';
import { join } from 'node:path';

/**
 * Where the agent of this state folder listens: a socket in the folder, which its owner alone may enter; on Windows a
 * named pipe. `undefined` where the path is longer than a socket's may be (104 bytes on macOS, 108 on Linux).
 */
export function controlAddress(stateFolder: string): string | undefined {
  if (process.platform === 'win32') {
    const place = createHash('sha256').update(stateFolder.toLowerCase()).digest('hex').slice(0, 24);
    return `\\\\.\\pipe\\homeroll-agent-${place}`;
  }
  const path = join(stateFolder, 'agent.sock');
  return Buffer.byteLength(path) <= 103 ? path : undefined;
}
