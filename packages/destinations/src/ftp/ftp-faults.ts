import { FTPError } from 'basic-ftp';
import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import { connectionFault } from '../connection-faults.ts';

/** RFC 959, section 4.2.1. What is not here: 4xx are passing troubles, 5xx are refusals. */
const replies: Readonly<Record<number, readonly [DestinationFault, string]>> = {
  421: ['unavailable', 'it takes no more connections for now'],
  425: ['unreachable', 'the connection for the data cannot be opened; a firewall may block passive mode'],
  426: ['unreachable', 'the connection for the data broke'],
  430: ['refused-login', 'user name or password is wrong'],
  431: ['tls', 'it does not offer TLS. Set `secure` to `off`, if you trust the network'],
  450: ['conflict', 'the file is in use there'],
  451: ['server-error', 'it failed, perhaps because its disk is full'],
  452: ['disk-full', 'its disk is full'],
  500: ['protocol', 'it does not know a command that is needed'],
  502: ['protocol', 'it does not know a command that is needed'],
  503: ['protocol', 'it wants its commands in another order'],
  504: ['protocol', 'it does not know a command that is needed'],
  522: ['tls', 'it wants the connection for the data to go on with the TLS session, or without TLS'],
  530: ['refused-login', 'user name or password is wrong'],
  532: ['refused-login', 'the account may not store files'],
  534: ['tls', 'it does not offer TLS. Set `secure` to `off`, if you trust the network'],
  550: ['forbidden', 'the account may not do this'],
  552: ['disk-full', 'the space of this account is used up'],
  553: ['bad-request', 'it does not take this name'],
};

/** What FTP, TLS or the socket said, in the words of the port; any other error as it is. */
export function ftpFault(error: unknown): unknown {
  if (error instanceof DestinationError) return error;
  if (error instanceof FTPError) return replyFault(error);
  const byCode = connectionFault(error);
  if (byCode !== undefined) return byCode;
  if (!isOfLibrary(error)) return error;
  const isSilence = error.message.startsWith('Timeout');
  const words = isSilence ? 'it does not answer any more' : 'the connection broke';
  return new DestinationError(isSilence ? 'timeout' : 'unreachable', words, { cause: error });
}

/** The codes of a refusal by the server; nothing for anything else. */
export function replyCode(error: unknown): number | undefined {
  return error instanceof FTPError ? error.code : undefined;
}

/** Whether the connection may have lost its order: a late reply would be taken for the one to the next command. */
export function isBreak(error: unknown): boolean {
  return replyCode(error) === undefined && ftpFault(error) !== error;
}

function replyFault(reply: FTPError): DestinationError {
  const [fault, words] = replies[reply.code] ?? [
    reply.code < 500 ? 'unavailable' : 'server-error',
    'it refused',
  ];
  const said = reply.message.replaceAll(/[\p{Cc}]+/gu, ' ').slice(0, 200);
  return new DestinationError(fault, `${words} (“${said}”)`, { cause: reply });
}

/**
 * basic-ftp gives plain errors without a code for what ends a connection: silence, a goodbye, bytes that are no FTP.
 * They come from its own files, which is how they are told from mistakes of ours.
 */
function isOfLibrary(error: unknown): error is Error {
  return error instanceof Error && error.constructor === Error && (error.stack ?? '').includes('basic-ftp');
}
