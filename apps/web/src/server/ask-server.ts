import type { z } from 'zod';
import { parseProblem } from '@homeroll/protocol/problem';
import { requestHeader } from '@homeroll/protocol/routes';
import { ServerProblem } from './server-problem.ts';

/** `path` is one of `routes`. Throws a `ServerProblem`. */
export async function getJson<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, { ...(signal ? { signal } : {}) });
  return parse(response, schema);
}

/** The bytes of an answer that is not JSON, such as the timeline. Throws a `ServerProblem`. */
export async function getResponse(path: string, init: RequestInit = {}): Promise<Response> {
  return ask(path, init);
}

export async function change(method: ChangeMethod, path: string, body?: unknown): Promise<void>;
export async function change<T>(
  method: ChangeMethod,
  path: string,
  body: unknown,
  schema: z.ZodType<T>,
): Promise<T>;
/** Changes something, in the name of whoever is signed in. Throws a `ServerProblem`. */
export async function change<T>(
  method: ChangeMethod,
  path: string,
  body?: unknown,
  schema?: z.ZodType<T>,
): Promise<T | undefined> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const response = await ask(path, {
    method,
    headers: { [requestHeader]: '1', ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(json === undefined ? {} : { body: json }),
  });
  return schema && parse(response, schema);
}

type ChangeMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin' });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ServerProblem('unreachable', 'no answer', { cause });
  }
  if (response.ok || response.status === 304) return response;
  throw await problemOf(response);
}

async function problemOf(response: Response): Promise<ServerProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = parseProblem(body);
  if (problem) return new ServerProblem(problem.code, problem.detail ?? problem.title);
  return new ServerProblem('foreign', `an answer of status ${String(response.status)} without a reason`);
}

async function parse<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(await response.json());
  } catch (cause) {
    throw new ServerProblem('foreign', 'the answer is not the one of a Homeroll server', { cause });
  }
}
