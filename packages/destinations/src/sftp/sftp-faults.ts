import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import { connectionFault } from '../connection-faults.ts';

/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 7), which all servers speak. */
export const sftpStatus = {
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  unsupported: 8,
} as const;

const statuses: Readonly<Record<number, readonly [DestinationFault, string]>> = {
  [sftpStatus.noSuchFile]: ['missing', 'there is no such file or folder'],
  [sftpStatus.permissionDenied]: ['forbidden', 'the account may not do this'],
  [sftpStatus.failure]: ['server-error', 'it failed, and says no more than that'],
  5: ['protocol', 'it does not understand'],
  6: ['unreachable', 'it lost its connection'],
  7: ['unreachable', 'it lost its connection'],
  [sftpStatus.unsupported]: ['protocol', 'it does not offer what is needed'],
};

/** What ssh2 calls the side that an error comes from. */
const levels: Readonly<Record<string, readonly [DestinationFault, string]>> = {
  'client-authentication': ['refused-login', 'user name, password or key is refused'],
  'client-timeout': ['timeout', 'it does not answer any more'],
  'client-socket': ['unreachable', 'the connection broke'],
  protocol: ['protocol', 'it does not speak SSH, or none that is known here'],
  handshake: ['protocol', 'it does not speak SSH, or none that is known here'],
};

/** What SFTP, SSH or the socket said, in the words of the port; any other error as it is. */
export function sftpFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DestinationError) return error;
  const [fault, words] = levelOf(error) ?? statusOf(error) ?? [];
  const byCode = connectionFault(error);
  if (byCode !== undefined) return byCode;
  if (fault === undefined || words === undefined) return isOfLibrary(error) ? lost(error) : error;
  return new DestinationError(fault, words, { cause: error });
}

/** The status that the server answered with; `undefined` for an error of another kind. */
export function statusCode(error: unknown): number | undefined {
  const isStatus = error instanceof Error && 'code' in error && typeof error.code === 'number';
  return isStatus ? (error.code as number) : undefined;
}

function levelOf(error: Error): readonly [DestinationFault, string] | undefined {
  return 'level' in error ? levels[String(error.level)] : undefined;
}

function statusOf(error: Error): readonly [DestinationFault, string] | undefined {
  return statuses[statusCode(error) ?? -1];
}

/** `No response from server`, `Not connected`: a connection that ended, told without any code. */
function isOfLibrary(error: Error): boolean {
  return error.constructor === Error && (error.stack ?? '').includes('ssh2');
}

function lost(cause: Error): DestinationError {
  return new DestinationError('unreachable', 'the connection broke', { cause });
}
