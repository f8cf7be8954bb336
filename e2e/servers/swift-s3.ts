import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts, startProgram, temporaryFolder } from './server-program.ts';

export interface S3Server {
  /** Without the bucket; no slash at the end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly stop: () => Promise<void>;
}

export const hasSwift: boolean = existsSync('/usr/lib/python3/dist-packages/swift/common/middleware/s3api');

// Debian's own, whatever else is called so: it is the one that has Debian's packages.
const python = '/usr/bin/python3';
const script = join(import.meta.dirname, 'swift-s3.py');

/** OpenStack Swift, which speaks S3 and, unlike the small stand-ins there are, checks signatures. */
export async function startSwiftS3(): Promise<S3Server> {
  const own = await temporaryFolder('swift');
  const ports = await freePorts(4);
  const [port, ...storage] = ports;
  await mkdir(join(own.path, 'srv', 'disk'), { recursive: true });
  await writeFile(join(own.path, 'swift.conf'), settings);
  const rings = promisify(execFile)(python, [script, 'rings', own.path, ...storage.map(String)]);
  const kinds = ['proxy', 'account', 'container', 'object'];
  await Promise.all(
    kinds.map((kind, place) => {
      const config = kind === 'proxy' ? proxy(own.path, ports[place]) : store(own.path, kind, ports[place]);
      return writeFile(join(own.path, `${kind}-server.conf`), config);
    }),
  );
  await rings;
  const programs = await Promise.all(
    kinds.map((kind, place) =>
      startProgram({
        program: python,
        args: [script, 'serve', own.path, `${kind}-server`],
        ports: [ports[place] ?? 0],
      }),
    ),
  );
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    accessKeyId: 'test:tester',
    secretAccessKey: 'testing',
    stop: async () => {
      await Promise.all(programs.map((program) => program.stop()));
      await own.remove();
    },
  };
}

const settings = `
[swift-hash]
swift_hash_path_prefix = homeroll
swift_hash_path_suffix = test
[storage-policy:0]
name = only
default = yes
`;

function common(folder: string, port: number | undefined): string {
  return `
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = root
swift_dir = ${folder}
devices = ${folder}/srv
mount_check = false
log_level = ERROR
log_address = ${folder}/no-log
`;
}

function store(folder: string, kind: string, port: number | undefined): string {
  const app = `\n[app:${kind}-server]\nuse = egg:swift#${kind}\n`;
  return `${common(folder, port)}\n[pipeline:main]\npipeline = ${kind}-server\n${app}`;
}

function proxy(folder: string, port: number | undefined): string {
  const filters =
    'catch_errors gatekeeper cache listing_formats bulk s3api tempauth slo symlink versioned_writes';
  const sections = filters
    .split(' ')
    .map((name) => `\n[filter:${name}]\n${more[name] ?? `use = egg:swift#${name}\n`}`);
  return `${common(folder, port)}
[pipeline:main]
pipeline = ${filters} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
${sections.join('')}`;
}

const more: Readonly<Record<string, string>> = {
  // Swift asks for memcached; one process can remember by itself.
  cache: 'paste.filter_factory = __main__:cache_factory\n',
  tempauth: 'use = egg:swift#tempauth\nuser_test_tester = testing .admin\nallow_overrides = true\n',
  s3api: 'use = egg:swift#s3api\ns3_acl = false\nlocation = us-east-1\nallow_multipart_uploads = true\n',
};
