import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { Receipt } from '@homeroll/core/ports/destination';
import { mediaReceiptSchema, receiptHeader } from '@homeroll/protocol/media-receipt';
import type { HttpResponse } from '../http/http-client.ts';

/**
 * Green stands on this answer, so it is read with suspicion: what is no receipt, or one for another hash, is a
 * `DestinationError` of fault `protocol`. A PUT has it in the body, the last piece of an upload in a header.
 */
export function receiptIn({ text, headers }: HttpResponse, hash: string): Receipt {
  const inHeader = headers[receiptHeader];
  const receipt = parsed(() => (inHeader === undefined ? text : decodeURIComponent(inHeader)));
  if (receipt?.hash !== hash) {
    throw new DestinationError('protocol', 'the answer was no receipt for the file that was sent');
  }
  return { outcome: receipt.outcome, remoteId: String(receipt.id) };
}

function parsed(json: () => string): ReturnType<typeof mediaReceiptSchema.parse> | undefined {
  try {
    return mediaReceiptSchema.parse(JSON.parse(json()));
  } catch {
    return undefined;
  }
}
