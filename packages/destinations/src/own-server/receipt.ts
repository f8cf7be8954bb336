import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { Receipt } from '@homeroll/core/ports/destination';
import { mediaReceiptSchema } from '@homeroll/protocol/media-receipt';
import type { HttpResponse } from './http-client.ts';
import { parseAnswer } from './server-connection.ts';

/** Green stands on this answer, so it is read with suspicion: another hash is another file. */
export function receiptIn(response: HttpResponse, hash: string): Receipt {
  const receipt = parseAnswer(response, (json) => mediaReceiptSchema.parse(json));
  if (receipt.hash !== hash) {
    throw new DestinationError('protocol', 'the server acknowledged another file than the one that was sent');
  }
  return { outcome: receipt.outcome, remoteId: String(receipt.id) };
}
