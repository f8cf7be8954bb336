import { chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentSettings } from '@homeroll/agent/settings/agent-settings';
import {
  createSettings,
  editSettings,
  isReadByOthers,
  readSettings,
  SettingsError,
} from '@homeroll/agent/settings/settings-file';
import { watchSettings } from '@homeroll/agent/settings/watch-settings';

let folder: string;
let file: string;
const least = { destinations: [], folders: ['/photos'] };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-settings-'));
  file = join(folder, 'sub', 'agent.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the settings file on the disk', () => {
  it('is made for its owner alone, and never over one that is there', async () => {
    createSettings(file, least);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(() => createSettings(file, { ...least, settle: 9 })).toThrow(/is there already/);
    expect(readSettings(file).settle).toBe(2);
  });

  it('keeps its order and what is not edited, and becomes its owner’s alone', async () => {
    createSettings(file, { settle: 7, folders: ['/photos'], destinations: [] });
    await chmod(file, 0o644);
    expect(isReadByOthers(file)).toBe(true);
    editSettings(file, (draft) => (draft['tags'] = ['a']));
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')) as object)).toEqual([
      'settle',
      'folders',
      'destinations',
      'tags',
    ]);
    expect(isReadByOthers(file)).toBe(false);
  });

  it('is left as it is by an edit that makes no sense, and when it was broken before', async () => {
    createSettings(file, least);
    const before = await readFile(file, 'utf8');
    expect(() => editSettings(file, (draft) => (draft['settle'] = -1))).toThrow(/settle \(-1\)/);
    expect(await readFile(file, 'utf8')).toBe(before);
    await writeFile(file, '{ "folders": [');
    expect(() => editSettings(file, () => undefined)).toThrow(SettingsError);
    expect(await readFile(file, 'utf8')).toBe('{ "folders": [');
  });

  it('is not written over what somebody else wrote meanwhile', () => {
    createSettings(file, least);
    const other = { ...least, settle: 5 };
    const edit = (): unknown =>
      editSettings(file, () => {
        writeFileSync(file, JSON.stringify(other));
      });
    expect(edit).toThrow(/changed by somebody else/);
    expect(readSettings(file).settle).toBe(5);
  });

  it('says how to make it where it is missing', () => {
    expect(() => readSettings(file)).toThrow(/no settings yet .*agent init/);
  });
});

describe('settings that change while the agent runs', () => {
  it('are told, broken ones with words, and each change once', async () => {
    createSettings(file, least);
    const told: (AgentSettings | string)[] = [];
    const waiting: (() => void)[] = [];
    const tell = (news: AgentSettings | string): void => {
      told.push(news);
      waiting.shift()?.();
    };
    const next = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
    const close = watchSettings(file, readSettings(file), {
      read: readSettings,
      changed: tell,
      broken: tell,
    });
    for (const text of [
      JSON.stringify({ ...least, settle: 3 }),
      '{',
      JSON.stringify({ ...least, settle: 4 }),
    ]) {
      const news = next();
      // As editors do: a new file takes the place.
      await writeFile(`${file}~`, text);
      await rename(`${file}~`, file);
      await news;
    }
    close();
    expect(told).toMatchObject([{ settle: 3 }, expect.stringMatching(/is not JSON/), { settle: 4 }]);
  });

  it('are told when they changed between reading and watching', async () => {
    createSettings(file, least);
    const read = readSettings(file);
    editSettings(file, (draft) => (draft['settle'] = 3));
    const settle = await new Promise((resolve) => {
      const close = watchSettings(file, read, {
        read: readSettings,
        changed: (settings) => {
          close();
          resolve(settings.settle);
        },
        broken: resolve,
      });
    });
    expect(settle).toBe(3);
  });
});
