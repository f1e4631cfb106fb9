import type { IndexHeader } from './protocol';

/*
 * TQC1: an index as columns. Little-endian:
 *
 *   u8[4] 'TQC1' | u32 length of the header | header: JSON, padded with spaces so that the columns begin at a
 *   multiple of 8 | columns, each at a multiple of 8; `cols[].offset` counts from the begin of the body
 *
 * Columns of n values, one for each row:
 *   start f64 (µs since t0; NaN if not known) · duration f64 (µs; -1 open) · parent i32 (-1 none) · name u32
 *   kind u16 · status u8 · flags u8
 * Columns of the rows that have a model, token usage or a first token, ascending:
 *   llmRow u32 · llmModel u16 · inputTokens f64 · outputTokens f64 · cacheReadTokens f64 · cacheCreationTokens f64
 *   reasoningTokens f64 (each -1 if not known) · cost f64 (-1 if not known) · firstToken f64 (µs; -1 if not known)
 * Columns of the point events:
 *   eventTime f64 (µs since t0) · eventParent i32 · eventName u32 (of `names`)
 */
export interface Columns {
  start: Float64Array;
  duration: Float64Array;
  parent: Int32Array;
  name: Uint32Array;
  kind: Uint16Array;
  status: Uint8Array;
  flags: Uint8Array;
  llmRow: Uint32Array;
  llmModel: Uint16Array;
  inputTokens: Float64Array;
  outputTokens: Float64Array;
  cacheReadTokens: Float64Array;
  cacheCreationTokens: Float64Array;
  reasoningTokens: Float64Array;
  cost: Float64Array;
  firstToken: Float64Array;
  eventTime: Float64Array;
  eventParent: Int32Array;
  eventName: Uint32Array;
}

export interface Index extends Columns {
  header: IndexHeader;
}

const MAGIC = 0x31435154; // "TQC1" read as a little-endian number
const TYPES = {
  f64: Float64Array,
  f32: Float32Array,
  u32: Uint32Array,
  i32: Int32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;

/** Views on the bytes: nothing is copied. Throws if they are no TQC1 body. */
export function decode(body: ArrayBuffer): Index {
  if (body.byteLength < 8) throw new Error('The index is cut short; reload the page.');
  const words = new DataView(body);
  if (words.getUint32(0, true) !== MAGIC) throw new Error('The server and the page do not fit; reload the page.');
  const length = words.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(body, 8, length))) as IndexHeader;
  const columns: Record<string, unknown> = { header };
  for (const { name, type, offset, length: count } of header.cols) {
    columns[name] = new TYPES[type](body, offset, count);
  }
  return columns as unknown as Index;
}
