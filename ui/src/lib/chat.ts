import { type Query, request } from './api';
import { parseExact } from './json';
import type { ChatCall } from './protocol';

/** Calls of models as they come from `api/chat`; numbers keep their digits where the browser is able to. */
export async function* chatCalls(query: Query, signal: AbortSignal): AsyncGenerator<ChatCall> {
  const response = await request('chat', query, signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const pieces: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = value.split('\n');
      pieces.push(lines[0]);
      for (let i = 1; i < lines.length; i++) {
        const line = pieces.join('');
        pieces.length = 0;
        pieces.push(lines[i]);
        if (line) yield parseExact(line) as ChatCall;
      }
    }
    const rest = pieces.join('');
    if (rest) yield parseExact(rest) as ChatCall;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The one call of a span, with all of its messages; null if it has none. */
export async function chatCall(file: string, row: number, signal: AbortSignal): Promise<ChatCall | null> {
  for await (const call of chatCalls({ file, row }, signal)) return call;
  return null;
}
