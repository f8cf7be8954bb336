/** One system call as strace saw it. `began` and `ended` are places in the record, comparable with one another. */
export interface SystemCall {
  readonly name: string;
  readonly text: string;
  readonly began: number;
  readonly ended: number;
}

/** Reads `strace -f -y` output; calls that others interrupted are joined again. */
export function parseTrace(record: string): readonly SystemCall[] {
  const calls: SystemCall[] = [];
  const begun = new Map<string, { text: string; began: number }>();
  record.split('\n').forEach((line, place) => {
    const [, process = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(process, { text: rest.replace('<unfinished ...>', ''), began: place });
      return;
    }
    const first = resumed ? begun.get(process) : undefined;
    const text = first ? first.text + (resumed?.[1] ?? '') : rest;
    const name = /^(\w+)\(/.exec(text)?.[1];
    if (name !== undefined && / = \d+/.test(text))
      calls.push({ name, text, began: first?.began ?? place, ended: place });
  });
  return calls;
}

/**
 * Whether the answer for this photo came only after all that it promises. `kept`, or the step that is missing.
 * The answer names the path; the link to that path names the temporary file; everything else follows from these.
 */
export function promiseKept(calls: readonly SystemCall[], hash: string): string {
  const answer = calls.find(
    ({ name, text }) =>
      ['write', 'writev', 'sendto', 'sendmsg'].includes(name) &&
      text.includes('HTTP/1.1 201') &&
      text.includes(hash),
  );
  if (!answer) return `${hash}: no answer in the record`;
  const path = /\\"path\\":\\"(.*?)\\"/.exec(answer.text)?.[1] ?? '';
  const placed = calls.find(
    ({ name, text }) => name.startsWith('link') && text.includes(`/${path}"`) && text.includes('.part"'),
  );
  if (!placed) return `${hash}: no final name for ${path}`;
  const temporary = /"([^"]+\.part)"/.exec(placed.text)?.[1] ?? '';
  const folder = `${/", "([^"]+)\/[^"/]+"/.exec(placed.text)?.[1] ?? ''}>`;
  const isSync = ({ name }: SystemCall): boolean => name === 'fdatasync' || name === 'fsync';
  const dataSynced = calls.some(
    (call) => isSync(call) && call.text.includes(`<${temporary}>`) && call.ended < placed.began,
  );
  if (!dataSynced) return `${hash}: data not synced before the final name`;
  const folderSynced = calls.find(
    (call) => isSync(call) && call.text.includes(`<${folder}`) && call.began > placed.ended,
  );
  if (!folderSynced || folderSynced.ended > answer.began)
    return `${hash}: folder not synced before the answer`;
  const committed = calls.some(
    (call) =>
      isSync(call) &&
      call.text.includes('catalog.sqlite-wal>') &&
      call.began > folderSynced.ended &&
      call.ended < answer.began,
  );
  return committed ? 'kept' : `${hash}: catalog not committed between folder and answer`;
}

/**
 * Whether a file was moved to or from a name that begins with `place` so that a cut at no instant loses it. `in order`,
 * or the step that is missing.
 */
export function movedInOrder(calls: readonly SystemCall[], place: string, way: 'to' | 'from'): string {
  const linked = calls.find(({ name, text }) => {
    const [from = '', to = ''] = text.match(/"[^"]+"/g) ?? [];
    return name.startsWith('link') && (way === 'to' ? to : from).includes(place) && !text.includes('.xmp"');
  });
  const [from = '', to = ''] = linked?.text.match(/"[^"]+"/g) ?? [];
  if (!linked) return `${way} ${place}: no second name`;
  const isSync = ({ name }: SystemCall): boolean => name === 'fdatasync' || name === 'fsync';
  const folder = `<${to.slice(1, to.lastIndexOf('/'))}>`;
  const synced = calls.find(
    (call) => isSync(call) && call.text.includes(folder) && call.began > linked.ended,
  );
  if (!synced) return `${way} ${place}: folder of the new name not synced`;
  const committed = calls.find(
    (call) => isSync(call) && call.text.includes('catalog.sqlite-wal>') && call.began > synced.ended,
  );
  if (!committed) return `${way} ${place}: catalog not committed after the folder`;
  const unlinked = calls.find(
    ({ name, text, began }) => name.startsWith('unlink') && text.includes(from) && began > linked.ended,
  );
  if (!unlinked) return `${way} ${place}: the old name is still there`;
  return unlinked.began > committed.ended ? 'in order' : `${way} ${place}: old name gone before the commit`;
}
