import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for 127.0.0.1 that nobody vouches for, in files of this folder. */
export function makeCertificate(folder: string, { isExpired = false } = {}): CertificateFiles {
  const name = isExpired ? 'expired' : 'certificate';
  const [certificate, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  if (!isExpired) {
    openssl('req', '-x509', '-days', '2', ...kind, ...subject, '-out', certificate);
    return { certificate, key };
  }
  const request = join(folder, 'expired.request');
  openssl('req', ...kind, ...subject, '-out', request);
  openssl('x509', '-req', '-in', request, '-signkey', key, '-days', '-1', '-out', certificate);
  return { certificate, key };
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}
