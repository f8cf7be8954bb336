import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import ssh2, { type ConnectConfig } from 'ssh2';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { SshConnection } from './answers.ts';
import type { SftpSettings } from './sftp-options.ts';

/**
 * A connection that is logged in. Nobody is trusted unseen: without a known fingerprint it ends before the password
 * is sent, with an error that tells the fingerprint of whoever answered.
 */
export async function sftpLogin(settings: SftpSettings): Promise<SshConnection> {
  const { host, port, timeout } = settings;
  const access = await accessOf(settings);
  const client = new ssh2.Client();
  const socket = connect({ host, port, noDelay: true, timeout: timeout * 1000 });
  let doubt: DestinationError | undefined;
  const hostVerifier = (key: Buffer): boolean => {
    doubt = doubtIn(key, settings.hostKey);
    return doubt === undefined;
  };
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.on('error', (error) => reject(doubt ?? error));
      client.once('close', () => reject(doubt ?? endedEarly()));
      client.on('keyboard-interactive', (...[, , , prompts, answer]) => {
        answer(prompts.map(() => settings.password ?? ''));
      });
      client.connect({ ...access, sock: socket, readyTimeout: timeout * 1000, hostVerifier });
    });
    return { client, socket };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

async function accessOf(settings: SftpSettings): Promise<ConnectConfig> {
  const { username, password, privateKey, passphrase } = settings;
  if (privateKey === undefined && password === undefined) {
    throw new DestinationError(
      'refused-login',
      'There is neither a password nor a private key to log in with.',
    );
  }
  return {
    username,
    ...(password === undefined ? {} : { password, tryKeyboard: true }),
    ...(privateKey === undefined ? {} : { privateKey: await keyFrom(privateKey, passphrase) }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

async function keyFrom(given: string, passphrase: string | undefined): Promise<string> {
  const key = given.includes('-----BEGIN') ? given : await readFile(given, 'utf8').catch(unreadable);
  const parsed = ssh2.utils.parseKey(key, passphrase);
  if (!(parsed instanceof Error)) return key;
  throw new DestinationError('refused-login', `The private key cannot be used: ${parsed.message}.`);
}

function unreadable(cause: unknown): never {
  throw new DestinationError('refused-login', 'The file of the private key cannot be read.', { cause });
}

function doubtIn(key: Buffer, known: string | undefined): DestinationError | undefined {
  const seen = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
  if (known === 'any' || known === seen) return undefined;
  const words =
    known === undefined
      ? `it shows the host key ${seen}. If that is your server’s, set it as \`hostKey\``
      : `it shows the host key ${seen}, which is not the one that is set. It was set up anew, or somebody is in between`;
  return new DestinationError('tls', words);
}

function endedEarly(): DestinationError {
  return new DestinationError('unreachable', 'the connection broke');
}
