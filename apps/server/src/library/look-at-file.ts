import { open } from 'node:fs/promises';
import type { QuickFacts } from '@homeroll/headers/quick-facts';
import { readQuickFacts } from '@homeroll/headers/read-quick-facts';

/** What a file on the disk says of itself. */
export async function lookAtFile(path: string, size: number, fileName: string): Promise<QuickFacts> {
  const file = await open(path, 'r');
  try {
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return await readQuickFacts({ size, read }, fileName);
  } finally {
    await file.close();
  }
}
