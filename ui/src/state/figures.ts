import type { TraceData } from '../lib/data';
import { logOrder } from '../lib/log';
import { groups, type By, type Group, type StatsInput } from '../lib/stats';
import { scriptAddress } from '../lib/trusted';
import type { FiguresAnswer, FiguresQuestion } from '../worker/figures.worker';
import workerAddress from '../worker/figures.worker.ts?worker&url';

export type Stats = Record<By, Group[]>;

/** So many rows are counted faster than a worker is asked. */
const AT_ONCE = 10_000;

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, (result: unknown) => void>();

function ask<T>(question: FiguresQuestion): Promise<T> {
  if (!worker) {
    worker = new Worker(scriptAddress(workerAddress), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<FiguresAnswer>) => {
      waiting.get(data.id)?.(data.result);
      waiting.delete(data.id);
    };
  }
  return new Promise((resolve) => {
    waiting.set(question.id, resolve as (result: unknown) => void);
    worker!.postMessage(question, buffersOf(question));
  });
}

/** Rows that count: those that match, without the ones that stand for traces. */
function counted(data: TraceData, matches: Uint8Array | null): Uint8Array | null {
  if (data.nodes.size === 0) return matches;
  const mask = matches?.slice() ?? new Uint8Array(data.size).fill(1);
  for (const row of data.nodes.keys()) mask[row] = 0;
  return mask;
}

/** Figures of spans by name, kind and model; of those that match only, if there is a filter. */
export async function statsOf(data: TraceData, matches: Uint8Array | null): Promise<Stats> {
  const { size, llm } = data;
  const stats: StatsInput = {
    size,
    duration: data.duration.subarray(0, size),
    self: data.derived.self,
    name: data.name.subarray(0, size),
    kind: data.kind.subarray(0, size),
    status: data.status.subarray(0, size),
    llmPlace: data.llmPlace.subarray(0, size),
    model: llm.model,
    inputTokens: llm.inputTokens,
    outputTokens: llm.outputTokens,
    cost: llm.cost,
    mask: counted(data, matches),
  };
  if (size <= AT_ONCE)
    return { name: groups(stats, 'name'), kind: groups(stats, 'kind'), model: groups(stats, 'model') };
  return ask<Stats>({ id: ++last, stats: copied(stats) });
}

/** All entries of the log in their order. */
export async function logOf(data: TraceData): Promise<Uint32Array> {
  const { size, start, duration, events } = data;
  const log = {
    size,
    start: start.subarray(0, size),
    duration: duration.subarray(0, size),
    events: { count: events.count, time: events.time.subarray(0, events.count) },
  };
  return size + events.count <= AT_ONCE ? logOrder(log) : ask({ id: ++last, log: copied(log) });
}

/** Views on the bytes of a whole index would be sent with all of it. */
function copied<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? (value as Uint8Array).slice() : isPlain(value) ? copied(value) : value,
    ]),
  ) as T;
}

/** Of the copies: they go to the worker without being copied once more. */
function buffersOf(value: object): ArrayBuffer[] {
  return Object.values(value).flatMap((one) =>
    ArrayBuffer.isView(one) ? [one.buffer as ArrayBuffer] : isPlain(one) ? buffersOf(one) : [],
  );
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
