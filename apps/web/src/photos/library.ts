import { catalogHeader, routes } from '@homeroll/protocol/routes';
import { decodeTimeline, decodeTimelineMonth, type Timeline } from '@homeroll/protocol/timeline';
import { getResponse } from '../server/ask-server.ts';
import { ServerProblem } from '../server/server-problem.ts';
import { monthSpans, tileFacts, type MonthSpan, type TileFacts } from '../timeline/months.ts';

/** The library as the server told it at one moment. */
export interface Library {
  readonly timeline: Timeline;
  readonly spans: readonly MonthSpan[];
  /** The catalog's name, part of every picture's address. */
  readonly catalog: string;
  /** Another one whenever the server may have other answers. */
  readonly stamp: string;
}

/** Throws a `ServerProblem`. */
export async function loadLibrary(signal: AbortSignal): Promise<Library> {
  const response = await getResponse(routes.timeline, { signal });
  const timeline = decoded(decodeTimeline, await response.arrayBuffer());
  return {
    timeline,
    spans: monthSpans(timeline),
    catalog: response.headers.get(catalogHeader) ?? '',
    stamp: response.headers.get('etag') ?? '',
  };
}

/** The facts of a month's items; `undefined` where items came or went since the library was asked. */
export async function loadMonth({ key, first, end }: MonthSpan): Promise<readonly TileFacts[] | undefined> {
  const response = await getResponse(routes.timelineMonth(key));
  const facts = tileFacts(decoded(decodeTimelineMonth, await response.arrayBuffer()));
  return facts.length === end - first ? facts : undefined;
}

function decoded<T>(decode: (bytes: Uint8Array) => T, body: ArrayBuffer): T {
  try {
    return decode(new Uint8Array(body));
  } catch (cause) {
    throw new ServerProblem('foreign', 'the answer is not a timeline of this version', { cause });
  }
}
