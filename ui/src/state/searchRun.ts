import { signal } from '@preact/signals';
import { ApiError, lines, type Query } from '../lib/api';
import type { SearchHit, SearchLine } from '../lib/protocol';

export interface HitGroup {
  file: string;
  name: string;
  hits: readonly SearchHit[];
}

export interface SearchProgress {
  files: number;
  ofFiles: number;
  bytes: number;
}

export interface SearchEnd {
  total: number;
  truncated: boolean;
  ms: number;
  warnings: readonly string[];
}

/** One search: what it has found so far. */
export class SearchRun {
  readonly groups = signal<readonly HitGroup[]>([]);
  readonly progress = signal<SearchProgress | null>(null);
  /** Null while it runs, and when it was stopped or failed. */
  readonly end = signal<SearchEnd | null>(null);
  readonly running = signal(true);
  readonly failure = signal<string | null>(null);

  private readonly abort = new AbortController();
  private readonly byFile = new Map<string, { file: string; name: string; hits: SearchHit[] }>();
  private drawing = false;

  constructor(query: Query) {
    void this.read(query);
  }

  /** What was found stays. */
  stop(): void {
    this.abort.abort();
    this.running.value = false;
  }

  private async read(query: Query): Promise<void> {
    try {
      for await (const line of lines<SearchLine>('search', query, this.abort.signal)) {
        if (this.abort.signal.aborted) break;
        if ('progress' in line) this.progress.value = line.progress;
        else if ('done' in line) this.end.value = line;
        else this.add(line);
      }
      if (!this.end.peek() && !this.abort.signal.aborted)
        this.failure.value = 'The search ended early: the server stopped it.';
    } catch (e) {
      if (!this.abort.signal.aborted) this.failure.value = e instanceof ApiError ? e.message : String(e);
    } finally {
      this.draw();
      this.running.value = false;
    }
  }

  private add({ file, name, hits }: HitGroup): void {
    const known = this.byFile.get(file);
    if (known) known.hits.push(...hits);
    else this.byFile.set(file, { file, name, hits: [...hits] });
    // Hits come faster than the screen can show them.
    if (this.drawing) return;
    this.drawing = true;
    setTimeout(() => this.draw(), 50);
  }

  private draw(): void {
    this.drawing = false;
    this.groups.value = [...this.byFile.values()].map((group) => ({ ...group }));
  }
}
