import type { Derived } from '../lib/data';
import type { Ends, Indexing, NewPoints, NewSpans, TracePart } from '../lib/protocol';

/** What was written to the open file, as the server's events tell it. */
export type Change =
  | { spans: NewSpans }
  | { ends: Ends }
  | { points: NewPoints }
  | { parts: readonly TracePart[] };

export type ToWorker =
  | { open: string; base: string }
  | { child: { row: number; file: string } }
  | { change: Change; file: string };

export type FromWorker =
  | { progress: Indexing }
  | { failed: { status: number; message: string; child: number } }
  /** The bytes of an index; `child` is the row that it goes below, -1 for the file itself. */
  | { index: ArrayBuffer; child: number }
  /** `size`: rows that it covers. */
  | { derived: Derived; size: number; ms: number };
