import type { Derived } from '../lib/data';
import type { Base } from '../lib/derive';
import type { Indexing } from '../lib/protocol';

/** Each is answered once, at the end: with `derived`, `child`, or `failed`. */
export type ToWorker =
  /** Read the index of a file, hand it over, and derive what follows from it. */
  | { open: string; base: string }
  /** Read the index of a child trace, if there is more of it than `known` bytes or it has ended since. */
  | { child: string; base: string; row: number; known: number }
  | { derive: Base };

export type FromWorker =
  | { progress: Indexing }
  | { index: ArrayBuffer }
  /** `size`: rows that it covers. */
  | { derived: Derived; size: number; ms: number }
  /** Null: nothing of it is new. */
  | { child: ArrayBuffer | null; row: number }
  /** `row` of the child that could not be read; -1: the file itself. */
  | { failed: { status: number; message: string }; row: number };
