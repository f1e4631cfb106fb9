import { signal } from '@preact/signals';
import { ApiError, json, type Query } from '../lib/api';
import type { TraceRow, Traces } from '../lib/protocol';

export const keyOf = (row: TraceRow): string => `${row.file}#${row.part}`;

const FIRST = 100;
const MOST = 500;

/**
 * The traces that match, as far as they were looked at: pages come one after the other, and what is on the screen is
 * asked for again when the folder has changed, without a moment in which it is gone.
 */
export class TraceRows {
  /** Totals, folders, facets: the answer to the last question from the start. Null until there is one. */
  readonly answer = signal<Traces | null>(null);
  readonly rows = signal<readonly TraceRow[]>([]);
  /** Whether the rows that are shown belong to another question, or there are none yet. */
  readonly loading = signal(false);
  readonly failure = signal<string | null>(null);
  /** Rows that appeared while the page was open. */
  readonly fresh = signal<ReadonlySet<string>>(new Set());

  private asked = '';
  private query: Query = {};
  private cursor: string | null = null;
  private running: AbortController | null = null;
  private wanted = 0;
  /** Something has changed while the first answer was under way. */
  private stale = false;

  /** Asks for the traces of a folder; if they are there already, only for what has changed. */
  show(query: Query): void {
    const asked = JSON.stringify(query);
    if (asked === this.asked && this.answer.peek()) {
      void this.refresh(FIRST);
      return;
    }
    this.asked = asked;
    this.query = query;
    this.loading.value = true;
    this.fresh.value = new Set();
    this.wanted = 0;
    void this.run(async (signal) => {
      const answer = await this.page(null, FIRST, signal);
      this.put(answer, answer.traces);
    });
  }

  /** Loads pages until this row is there. */
  until(row: number): void {
    this.wanted = Math.max(this.wanted, row);
    if (this.running || this.cursor === null || row < this.rows.peek().length) return;
    void this.run(async (signal) => {
      while (this.cursor !== null && this.rows.peek().length <= this.wanted) {
        const answer = await this.page(this.cursor, MOST, signal);
        this.cursor = answer.cursor;
        this.rows.value = [...this.rows.peek(), ...answer.traces];
      }
    });
  }

  /** Asks again for the first `count` rows. */
  refresh(count: number): Promise<void> {
    if (this.loading.peek() && this.running) {
      this.stale = true;
      return Promise.resolve();
    }
    return this.run(async (signal) => {
      let answer = await this.page(null, Math.min(Math.max(count, FIRST), MOST), signal);
      const first = answer;
      const rows = [...answer.traces];
      while (answer.cursor !== null && rows.length < count) {
        answer = await this.page(answer.cursor, MOST, signal);
        rows.push(...answer.traces);
      }
      const before = new Set(this.rows.peek().map(keyOf));
      const added = rows.filter((row) => !before.has(keyOf(row)) && isNewer(row, this.rows.peek()));
      if (this.answer.peek() && added.length > 0)
        this.fresh.value = new Set([...this.fresh.peek(), ...added.map(keyOf)]);
      this.put({ ...first, cursor: answer.cursor }, rows);
    });
  }

  close(): void {
    this.running?.abort();
    this.running = null;
  }

  private page(cursor: string | null, limit: number, signal: AbortSignal): Promise<Traces> {
    return json<Traces>('traces', { ...this.query, cursor, limit }, signal);
  }

  private put(answer: Traces, rows: readonly TraceRow[]): void {
    this.cursor = answer.cursor;
    this.answer.value = answer;
    this.rows.value = rows;
    this.loading.value = false;
    this.failure.value = null;
  }

  /** One question at a time: a new one ends the one before. */
  private async run(question: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    try {
      await question(mine.signal);
    } catch (e) {
      if (mine.signal.aborted) return;
      this.loading.value = false;
      this.failure.value = e instanceof ApiError ? e.message : String(e);
    } finally {
      if (this.running === mine) {
        this.running = null;
        if (this.failure.peek() === null) this.until(this.wanted);
        if (this.stale && !this.running) {
          this.stale = false;
          void this.refresh(FIRST);
        }
      }
    }
  }
}

/** Rows that a refresh brings from further down the list were there before: they are not new. */
function isNewer(row: TraceRow, known: readonly TraceRow[]): boolean {
  const latest = known.reduce((most, one) => Math.max(most, one.start ?? 0), 0);
  return row.start !== null && row.start >= latest;
}
