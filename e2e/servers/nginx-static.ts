import { mkdir } from 'node:fs/promises';
import { nginxIn } from './nginx.ts';
import { freePorts, startProgram, temporaryFolder } from './server-program.ts';

export interface StaticSpace {
  readonly address: string;
  stop(): Promise<void>;
}

/** nginx handing out a folder, as the web space of a small host does: files, types, ranges, no listings. */
export async function startStaticNginx(root: string): Promise<StaticSpace> {
  const own = await temporaryFolder('nginx-static');
  const [port = 0] = await freePorts(1);
  await mkdir(root, { recursive: true });
  const http = `
  client_body_temp_path ${own.path}/client_body;
  types { text/html html; image/jpeg jpg; image/png png; image/gif gif; video/mp4 mp4; }
  server { listen 127.0.0.1:${port}; root ${root}; index index.html; }`;
  const program = await startProgram({ ...(await nginxIn(own.path, { http })), ports: [port] });
  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}
