import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { hasNginx, nginxIn } from './nginx.ts';
import { makeCertificate, type CertificateFiles } from './certificate.ts';
import {
  areInstalled,
  freePorts,
  startProgram,
  temporaryFolder,
  type ProgramStart,
} from './server-program.ts';
import { unpackedProgram } from './unpacked.ts';

/** A web server in front of a relay, with the very lines of docs/relay.md. */
export interface RelayProxy {
  /** `https://127.0.0.1:…`; only who trusts `certificate` gets in. */
  readonly url: string;
  /** PEM. */
  readonly certificate: string;
  stop(): Promise<void>;
}

export type ProxyKind = 'nginx' | 'nginx that gathers' | 'Apache' | 'Caddy';

const caddy = unpackedProgram('caddy');
export const hasProxy: Readonly<Record<ProxyKind, boolean>> = {
  nginx: hasNginx,
  'nginx that gathers': hasNginx,
  Apache: areInstalled('apache2'),
  Caddy: caddy !== undefined,
};

/** `relayPort` is where the relay listens. */
export async function startRelayProxy(kind: ProxyKind, relayPort: number): Promise<RelayProxy> {
  const own = await temporaryFolder('relay-proxy');
  const [port = 0] = await freePorts(1);
  const files = makeCertificate(own.path);
  const made = await set(kind, { own: own.path, port, relayPort, files });
  const program = await startProgram({ ...made, ports: [port] });
  return {
    url: `https://127.0.0.1:${port}`,
    certificate: readFileSync(files.certificate, 'utf8'),
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}

interface Place {
  readonly own: string;
  readonly port: number;
  readonly relayPort: number;
  readonly files: CertificateFiles;
}

const set = (kind: ProxyKind, place: Place): Promise<Omit<ProgramStart, 'ports'>> => {
  if (kind === 'Caddy') return setCaddy(place);
  return kind === 'Apache' ? setApache(place) : setNginx(place, kind === 'nginx that gathers');
};

/** The block of that language in the guide, with the places of this machine in it. */
function fromGuide(language: string, { port, relayPort, files }: Place): string {
  const guide = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'relay.md'), 'utf8');
  const block = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(guide)?.[1];
  if (block === undefined) throw new Error(`docs/relay.md has no lines for ${language}`);
  return block
    .replaceAll('127.0.0.1:4481', `127.0.0.1:${relayPort}`)
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace('<VirtualHost *:443>', `<VirtualHost 127.0.0.1:${port}>`)
    .replace(/\S+fullchain\.pem/, files.certificate)
    .replace(/\S+privkey\.pem/, files.key);
}

function setNginx(place: Place, gathers: boolean): Promise<Omit<ProgramStart, 'ports'>> {
  const { own } = place;
  const guide = fromGuide('nginx', place);
  const server = gathers
    ? guide.replace('proxy_buffering off;', 'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;')
    : guide;
  return nginxIn(own, { http: `client_body_temp_path ${own}/client_body;\n${server}` });
}

const apacheModules = ['mpm_event', 'authz_core', 'socache_shmcb', 'ssl', 'proxy', 'proxy_http'];

async function setApache(place: Place): Promise<Omit<ProgramStart, 'ports'>> {
  const { own, port } = place;
  await mkdir(join(own, 'locks'));
  const lines = [
    ...apacheModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
    `Listen 127.0.0.1:${port}`,
    'ServerName 127.0.0.1',
    `DefaultRuntimeDir ${own}`,
    `PidFile ${own}/apache.pid`,
    `Mutex file:${own}/locks`,
    `ErrorLog ${own}/error.log`,
    ...(userInfo().uid === 0 ? ['User www-data', 'Group www-data'] : []),
    fromGuide('apache', place),
  ];
  const config = join(own, 'apache.conf');
  await writeFile(config, lines.join('\n'));
  return { program: 'apache2', args: ['-D', 'FOREGROUND', '-f', config] };
}

/** A certificate of ours stands in for the one that Caddy would get by itself. */
async function setCaddy(place: Place): Promise<Omit<ProgramStart, 'ports'>> {
  const { own, port, files } = place;
  const site = fromGuide('caddyfile', place).replace(
    'relay.example.org {',
    `https://127.0.0.1:${port} {\n    tls ${files.certificate} ${files.key}\n    bind 127.0.0.1`,
  );
  const config = join(own, 'Caddyfile');
  await writeFile(
    config,
    `{\n  admin off\n  grace_period 100ms\n  auto_https disable_redirects\n  storage file_system ${own}\n}\n${site}`,
  );
  return {
    program: caddy?.program ?? 'caddy',
    env: { XDG_DATA_HOME: own, XDG_CONFIG_HOME: own, HOME: own },
    args: ['run', '--config', config, '--adapter', 'caddyfile'],
  };
}
