import { request } from '../lib/api';
import { chatCall } from '../lib/chat';
import { elements, fields, type Json, parsed, size, source, stringOf, whole } from '../lib/json';
import type { ChatCall, Cut, SpanContent } from '../lib/protocol';

/** Where something is: a span by its row, or a trace by its place in the file. */
export type Place = { file: string; row: number } | { file: string; part: number };

/** A field of a line: there, or only its beginning. */
export type Value = { json: Json; cut: null } | { json: null; cut: Cut };

/** What the file says of a span or a trace. */
export interface Content {
  place: Place;
  id: string | null;
  parentId: string | null;
  start: ReadonlyMap<string, Json>;
  end: ReadonlyMap<string, Json>;
  cut: readonly Cut[];
  events: readonly { index: number; fields: ReadonlyMap<string, Json> }[];
  lines: SpanContent['lines'] | null;
  missing: SpanContent['missing'] | null;
  cost: number | null;
  /** Everything that was set, at the start or later. */
  metadata: Json | null;
  /** The same, read; {} if there is none. */
  known: Readonly<Record<string, unknown>>;
  /** The conversation, if it is one. */
  call: ChatCall | null;
  /** Characters that it holds. */
  weight: number;
}

/** A field of either line; that of the end wins. */
export function valueOf(content: Content, field: string): Value | null {
  for (const event of ['end', 'start'] as const) {
    const cut = content.cut.find((one) => one.event === event && one.field === field);
    if (cut) return { json: null, cut };
    const json = content[event].get(field);
    if (json && !(field !== 'status' && source(json) === 'null')) return { json, cut: null };
  }
  return null;
}

export function textOf(content: Content, field: string): string | null {
  const json = content.end.get(field) ?? content.start.get(field);
  return json && json.text.charCodeAt(json.start) === 34 ? stringOf(json) : null;
}

const MOST_KNOWN = 2_000_000;

function read(text: string, place: Place, call: ChatCall | null): Content {
  const all = fields(whole(text));
  const map = (name: string) => (all.has(name) ? fields(all.get(name)!) : new Map<string, Json>());
  const plain = <T>(name: string, otherwise: T): T =>
    all.has(name) ? ((parsed(all.get(name)!) as T) ?? otherwise) : otherwise;
  const start = map('start');
  const end = map('end');
  const metadata = end.get('metadata') ?? start.get('metadata') ?? null;
  const known = metadata && size(metadata) < MOST_KNOWN ? parsed(metadata) : null;
  return {
    place,
    id: plain<string | null>('id', null),
    parentId: plain<string | null>('parentId', null),
    start,
    end,
    cut: plain<Cut[]>('cut', []),
    events: all.has('events')
      ? elements(all.get('events')!).map((event, at) => {
          const own = fields(event);
          return {
            index: own.has('index') ? Number(source(own.get('index')!)) : at,
            fields: own.has('fields') ? fields(own.get('fields')!) : new Map(),
          };
        })
      : [],
    lines: plain<SpanContent['lines'] | null>('lines', null),
    missing: plain<SpanContent['missing'] | null>('missing', null),
    cost: plain<number | null>('cost', null),
    metadata,
    known:
      typeof known === 'object' && known !== null && !Array.isArray(known) ? (known as Record<string, unknown>) : {},
    call: call && !call.plain ? call : null,
    weight: text.length,
  };
}

/** Characters that are kept. */
const MOST_KEPT = 48_000_000;
const kept = new Map<string, Content>();
let weight = 0;

/** `version` changes when the file says more of it: a span that ran has ended. */
export const keyOf = (place: Place, version: string | number): string =>
  `${place.file}\n${'row' in place ? place.row : 'part ' + place.part}\n${version}`;

/** What was read already; null if it has to be loaded. */
export function keptContent(key: string): Content | null {
  const content = kept.get(key);
  if (!content) return null;
  kept.delete(key);
  kept.set(key, content);
  return content;
}

function keep(key: string, content: Content): void {
  weight += content.weight - (kept.get(key)?.weight ?? 0);
  kept.delete(key);
  kept.set(key, content);
  for (const [oldest, { weight: freed }] of kept) {
    if (weight <= MOST_KEPT || oldest === key) break;
    kept.delete(oldest);
    weight -= freed;
  }
}

/** Reads a span or a trace; with `chat` the server is asked whether it is a conversation. */
export async function loadContent(place: Place, key: string, chat: boolean, signal: AbortSignal): Promise<Content> {
  const asked =
    'row' in place
      ? request('span', { file: place.file, row: place.row }, signal)
      : request('trace', { file: place.file, part: place.part }, signal);
  // Without the conversation there are still the values.
  const call = 'row' in place && chat ? chatCall(place.file, place.row, signal).catch(() => null) : null;
  const content = read(await (await asked).text(), place, await call);
  signal.throwIfAborted();
  keep(key, content);
  return content;
}

/** The JSON text of a field, whole. */
export async function wholeValue(
  place: Place,
  event: 'start' | 'end',
  field: string,
  signal?: AbortSignal,
): Promise<string> {
  return (await request('value', { ...place, event, field }, signal)).text();
}

/** One of the lines as it stands in the file. */
export async function rawLine(place: Place, event: 'start' | 'end', signal?: AbortSignal): Promise<string> {
  return (await request('raw', { ...place, event }, signal)).text();
}
