import { signal } from '@preact/signals';
import type { Failure } from './protocol';

/** Where the pages live: `/`, or what `--base-path` says; always ends in a slash. */
export const BASE = new URL(document.querySelector('base')?.getAttribute('href') ?? '/', location.origin).pathname;

/** What the server answered instead of what was asked for. Status 0: it did not answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Whether the server answered when it was last asked. */
export const reachable = signal(true);

/** Calls `again` each time the server answers after it did not, until the result is called. */
export function whenBack(again: () => void): () => void {
  let gone = false;
  return reachable.subscribe((answers) => {
    if (answers && gone) again();
    gone = !answers;
  });
}

export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** Address of an endpoint. Null, undefined and empty values are left out; lists become repeated parameters. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) value.forEach((one) => parameters.append(name, one));
    else if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `${BASE}api/${path}${text && '?' + text}`;
}

export async function request(
  path: string,
  query?: Query,
  signal?: AbortSignal,
  method: 'GET' | 'HEAD' = 'GET',
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address(path, query), { signal, method });
  } catch (e) {
    if (signal?.aborted) throw e;
    reachable.value = false;
    throw new ApiError(0, 'The server does not answer. Is `traqo ui` still running?');
  }
  reachable.value = true;
  if (response.ok) return response;
  let message = `The server answered ${response.status}.`;
  try {
    message = ((await response.json()) as Failure).error.message;
  } catch {
    // Not from our server: a proxy in between.
  }
  throw new ApiError(response.status, message);
}

export async function json<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await request(path, query, signal)).json() as Promise<T>;
}

/** The objects of an NDJSON answer as they come. Leaving the loop closes the connection. */
export async function* lines<T>(path: string, query?: Query, signal?: AbortSignal): AsyncGenerator<T> {
  const response = await request(path, query, signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const pieces = (rest + value).split('\n');
      rest = pieces.pop()!;
      for (const piece of pieces) if (piece) yield JSON.parse(piece) as T;
    }
    if (rest) yield JSON.parse(rest) as T;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
