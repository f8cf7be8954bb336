import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rmdir, stat, truncate, unlink } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { dirname, join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { LoginServer } from './login-server.ts';
import { temporaryFolder } from './server-program.ts';

/** What is odd about it. May be changed while it runs. */
export interface FtpOddities {
  /** It has no SIZE, so that a size is known by LIST only. */
  hasNoSize?: boolean;
  /** What it says of a size. */
  lie?: (size: number) => number;
  /** It renames to a name that is free only. */
  refusesReplacing?: boolean;
  /** Hangs up after so many bytes of a file. */
  hangsUpAfter?: number;
  /** Hangs up when it has given a name. */
  hangsUpAfterRename?: boolean;
  /** Takes no more than so many bytes of a file, and says a while later that its disk is full. */
  fullAfter?: number;
}

export interface OddFtp extends LoginServer {
  /** How many connections are open now. */
  readonly reached: () => number;
}

/**
 * The least of an FTP server: PASV, LIST, APPE; no TLS, EPSV, MLSD, REST, nor UTF8. It stands for the old and odd ones
 * that no package brings.
 */
export async function startOddFtp(oddities: FtpOddities): Promise<OddFtp> {
  const own = await temporaryFolder('odd-ftp');
  const root = join(own.path, 'files');
  await mkdir(root);
  const sockets = new Set<Socket>();
  const said: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.setNoDelay(true);
    void new Session(socket, { root, oddities, said }).run();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ host: '127.0.0.1', port, username: 'booth', password: 'secret', folder: '/', root },
    said: () => said.join('\n'),
    reached: () => sockets.size,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await own.remove();
    },
  };
}

interface Served {
  readonly root: string;
  readonly oddities: FtpOddities;
  readonly said: string[];
}

class Session {
  readonly #socket: Socket;
  readonly #served: Served;
  #folder = '/';
  #from = '';
  #data: Promise<Socket> | undefined;
  #listening: Server | undefined;

  constructor(socket: Socket, served: Served) {
    this.#socket = socket;
    this.#served = served;
  }

  async run(): Promise<void> {
    this.#say('220 Hello');
    for await (const line of createInterface({ input: this.#socket })) {
      const [, verb = '', rest = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
      this.#served.said.push(verb.toUpperCase() === 'PASS' ? 'PASS' : line);
      await this.#answer(verb.toUpperCase(), rest).catch(() => this.#say('550 Not possible'));
    }
    this.#listening?.close();
  }

  async #answer(verb: string, rest: string): Promise<void> {
    const path = posix.resolve(this.#folder, rest);
    const file = join(this.#served.root, path);
    switch (verb) {
      case 'USER': {
        this.#say('331 Password?');
        return;
      }
      case 'PASS': {
        this.#say(rest === 'secret' ? '230 Come in' : '530 No');
        return;
      }
      case 'TYPE':
      case 'STRU': {
        this.#say('200 Well');
        return;
      }
      case 'PWD': {
        this.#say(`257 "${this.#folder}"`);
        return;
      }
      case 'CWD':
        if (!(await stat(file)).isDirectory()) {
          this.#say('550 No folder');
          return;
        }
        this.#folder = path;
        {
          this.#say('250 There');
          return;
        }
      case 'MKD':
        return this.#done(mkdir(file));
      case 'RMD':
        return this.#done(rmdir(file));
      case 'DELE':
        return this.#done(unlink(file));
      case 'PASV':
        return this.#openData();
      case 'LIST':
        return this.#sendText(await listing(join(this.#served.root, this.#folder)));
      default:
        return this.#answerFile(verb, file);
    }
  }

  async #answerFile(verb: string, file: string): Promise<void> {
    const { oddities } = this.#served;
    switch (verb) {
      case 'SIZE': {
        if (oddities.hasNoSize === true) {
          this.#say('502 What?');
          return;
        }
        const found = await stat(file);
        if (!found.isFile()) {
          this.#say('550 No file');
          return;
        }
        this.#say(`213 ${oddities.lie?.(found.size) ?? found.size}`);
        return;
      }
      case 'RNFR':
        await stat(file);
        this.#from = file;
        {
          this.#say('350 To?');
          return;
        }
      case 'RNTO':
        if (oddities.refusesReplacing === true && (await isThere(file))) {
          this.#say('550 Exists');
          return;
        }
        await rename(this.#from, file);
        if (oddities.hangsUpAfterRename === true) this.#socket.destroy();
        else this.#say('250 Done');
        return;
      case 'STOR':
        await truncate(file).catch(() => undefined);
        return this.#receive(file);
      case 'APPE':
        return this.#receive(file);
      case 'RETR':
        await stat(file);
        return this.#send(file);
      default: {
        this.#say('502 What?');
        return;
      }
    }
  }

  #say(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  async #done(action: Promise<unknown>): Promise<void> {
    await action;
    this.#say('250 Done');
  }

  async #openData(): Promise<void> {
    this.#listening?.close();
    const listening = createServer().listen(0, '127.0.0.1');
    this.#listening = listening;
    await once(listening, 'listening');
    this.#data = once(listening, 'connection').then(([socket]) => socket as Socket);
    const { port } = listening.address() as AddressInfo;
    this.#say(`227 Here (127,0,0,1,${port >> 8},${port & 255})`);
  }

  async #takeData(): Promise<Socket> {
    const data = this.#data;
    if (data === undefined) throw new Error('no data connection');
    this.#data = undefined;
    this.#say('150 Go');
    return data;
  }

  async #receive(file: string): Promise<void> {
    const { oddities } = this.#served;
    await stat(dirname(file));
    const data = await this.#takeData();
    if (oddities.fullAfter !== undefined) {
      await refuseAfter(oddities.fullAfter, data);
      this.#say('552 Full');
      return;
    }
    let left = oddities.hangsUpAfter ?? Number.POSITIVE_INFINITY;
    const counted = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const piece of pieces) {
        left -= piece.length;
        if (left < 0) throw new Error('hangs up');
        yield piece;
      }
    };
    try {
      await pipeline(data, counted, createWriteStream(file, { flags: 'a' }));
      this.#say('226 Got it');
    } catch {
      data.destroy();
      this.#socket.destroy();
    }
  }

  async #send(file: string): Promise<void> {
    const data = await this.#takeData();
    await pipeline(createReadStream(file), data).catch(() => undefined);
    this.#say('226 That was it');
  }

  async #sendText(text: string): Promise<void> {
    const data = await this.#takeData();
    data.end(text);
    this.#say('226 That was it');
  }
}

/** Ends the connection after so many bytes; resolves a while later. */
async function refuseAfter(bytes: number, data: Socket): Promise<void> {
  let taken = 0;
  data.on('data', (piece: Buffer) => (taken += piece.length) >= bytes && data.end());
  data.on('error', () => undefined);
  await once(data, 'finish');
  await setTimeout(300);
}

/** As `ls -la` writes it, which most servers do. */
async function listing(folder: string): Promise<string> {
  const names = await readdir(folder);
  const lines = names.map(async (name) => {
    const found = await stat(join(folder, name));
    return `${found.isDirectory() ? 'd' : '-'}rw-r--r-- 1 ftp ftp ${found.size} Jan 01 12:00 ${name}\r\n`;
  });
  return (await Promise.all(lines)).join('');
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
