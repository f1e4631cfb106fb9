import type { Derived } from '../lib/data';
import type { Ends, Indexing, NewPoints, NewSpans, TracePart } from '../lib/protocol';

/** What was written to the open file, as the server's events tell it. */
export type Change =
  | { spans: NewSpans }
  | { ends: Ends }
  | { points: NewPoints }
  | { parts: readonly TracePart[] };

/**
 * The page goes first: the worker changes its rows when the page says that it has changed its own, so that both number
 * them alike.
 */
export type ToWorker =
  /** Forget everything and open a file. Answers of an older `generation` are late. */
  | { open: string; base: string; generation: number }
  | { change: Change; file: string }
  /** Read a child trace. */
  | { child: { row: number; file: string } }
  /** The page has put the child's rows below this one. */
  | { placed: number }
  /** Whether children that are still written are read again now and then. */
  | { following: boolean };

export type FromWorker = { generation: number } & (
  | { progress: Indexing }
  | { failed: { status: number; message: string; child: number } }
  /** The bytes of an index; `child` is the row that it goes below, -1 for the file itself. */
  | { index: ArrayBuffer; child: number }
  /** `size`: rows that it covers. */
  | { derived: Derived; size: number; ms: number }
);
