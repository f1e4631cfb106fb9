import type { EventColumns, LlmColumns, Source, TraceNode } from './data';
import type { Base } from './derive';
import { INTERRUPTED, NO_KIND, NO_MODEL, OK, ERROR, RUNNING } from './protocol';
import type { ChildLink, Ends, LlmValues, NewPoints, NewSpans, TracePart, TraceStatus } from './protocol';
import type { Index } from './tqc';

const STATUS: Record<TraceStatus, number> = {
  ok: OK,
  error: ERROR,
  running: RUNNING,
  interrupted: INTERRUPTED,
  crashed: INTERRUPTED,
};

const NO_NAME = 0xffffffff;
const LLM_COLUMNS = [
  'row', 'model', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheCreationTokens', 'reasoningTokens', 'cost',
  'firstToken',
] as const; // prettier-ignore

type Numbers = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

/** Without the first rows, which have come before: a connection broke. */
function later(spans: NewSpans, known: number): NewSpans {
  return {
    row: spans.row + known,
    start: spans.start.slice(known),
    duration: spans.duration.slice(known),
    parent: spans.parent.slice(known),
    name: spans.name.slice(known),
    kind: spans.kind.slice(known),
    status: spans.status.slice(known),
    flags: spans.flags.slice(known),
    llm: spans.llm.filter(({ row }) => row >= spans.row + known),
  };
}

/** Numbers of texts, for columns that hold numbers. */
class Names {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  number(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.numbers.set(text, number);
    }
    return number;
  }
}

/**
 * The rows of a trace as they come: first the index of its file, then what is written to it while it is open and the
 * indexes of child traces. Rows never move.
 */
export class Store implements Base {
  size = 0;
  start = new Float64Array(0);
  duration = new Float64Array(0);
  parent = new Int32Array(0);
  name = new Uint32Array(0);
  kind = new Uint16Array(0);
  status = new Uint8Array(0);
  flags = new Uint8Array(0);
  llmPlace = new Int32Array(0);
  llm: LlmColumns = {
    count: 0,
    row: new Uint32Array(0),
    model: new Uint16Array(0),
    inputTokens: new Float64Array(0),
    outputTokens: new Float64Array(0),
    cacheReadTokens: new Float64Array(0),
    cacheCreationTokens: new Float64Array(0),
    reasoningTokens: new Float64Array(0),
    cost: new Float64Array(0),
    firstToken: new Float64Array(0),
  };
  events: EventColumns = {
    count: 0,
    time: new Float64Array(0),
    parent: new Int32Array(0),
    name: new Uint32Array(0),
  };
  t0 = 0;
  /** The latest time that is known: microseconds since t0. */
  end = 0;
  readonly sources: Source[] = [];
  readonly nodes = new Map<number, TraceNode>();

  private readonly nameList = new Names();
  private readonly kindList = new Names();
  private readonly modelList = new Names();
  /** Files whose rows are here, and the row that stands for each; -1: the file that was asked for. */
  private readonly files = new Map<string, number>();
  /** Rows of the parts of the file itself; -1 where it is the only one. */
  private partRows: number[] = [];
  private readonly linked = new Map<string, number>();

  get names(): readonly string[] {
    return this.nameList.texts;
  }

  get kinds(): readonly string[] {
    return this.kindList.texts;
  }

  get models(): readonly string[] {
    return this.modelList.texts;
  }

  /** Whether a file's rows are here already: files that name each other as children do not end in a circle. */
  has(file: string): boolean {
    return this.files.has(file);
  }

  /** The file that was asked for. Its columns are taken over, not copied. */
  open(index: Index): void {
    const { header } = index;
    this.t0 = header.t0;
    this.size = header.n;
    for (const column of ['start', 'duration', 'parent', 'name', 'kind', 'status', 'flags'] as const) {
      this[column] = index[column] as never;
    }
    for (const name of header.names) this.nameList.number(name);
    for (const kind of header.kinds) this.kindList.number(kind);
    for (const model of header.models) this.modelList.number(model);
    this.llm = {
      count: index.llmRow.length,
      row: index.llmRow,
      model: index.llmModel,
      inputTokens: index.inputTokens,
      outputTokens: index.outputTokens,
      cacheReadTokens: index.cacheReadTokens,
      cacheCreationTokens: index.cacheCreationTokens,
      reasoningTokens: index.reasoningTokens,
      cost: index.cost,
      firstToken: index.firstToken,
    };
    this.events = {
      count: index.eventTime.length,
      time: index.eventTime,
      parent: index.eventParent,
      name: index.eventName,
    };
    this.llmPlace = new Int32Array(header.n).fill(-1);
    for (let at = 0; at < this.llm.count; at++) this.llmPlace[this.llm.row[at]] = at;
    this.files.set(header.file, -1);
    this.sources.push({ file: header.file, firstRow: 0, rows: header.n, firstServerRow: 0, header });
    this.measure(0, this.size);
    this.parts(header.traces);
  }

  /**
   * A child trace, below the row that stands for it; given again, what its file says by now. Files that name each other
   * in a circle are shown once.
   */
  addChild(row: number, index: Index): void {
    const { header } = index;
    if ((this.files.get(header.file) ?? row) !== row) return;
    const part = this.childPart(row, header.traces);
    const from = part?.firstRow ?? 0;
    const to = part ? part.firstRow + part.rows : header.n;
    const known = this.files.has(header.file) ? this.rowsOf(header.file) : 0;
    // Fewer than before: it is another file now.
    if (to - from < known) return;
    this.files.set(header.file, row);
    if (to - from > known) {
      const firstRow = this.size;
      this.grow(to - from - known);
      this.size += to - from - known;
      const firstServerRow = from + known;
      this.sources.push({ file: header.file, firstRow, rows: to - firstServerRow, firstServerRow, header });
    }
    this.copyRows(row, index, from, to);
    this.copyLlm(index, from, to);
    const found = part ?? header.traces[0];
    if (!found) return;
    this.setNode(row, found);
    for (const link of found.children) this.addLink(link, row, link.row < 0 ? row : this.rowOf(header.file, link.row));
  }

  private rowsOf(file: string): number {
    return this.sources.reduce((sum, source) => sum + (source.file === file ? source.rows : 0), 0);
  }

  private copyRows(row: number, index: Index, from: number, to: number): void {
    const { header } = index;
    const shift = header.t0 - this.t0;
    const kinds = header.kinds.map((kind) => this.kindList.number(kind));
    const names = header.names.map((name) => this.nameList.number(name));
    for (const source of this.sources) {
      if (source.file !== header.file) continue;
      for (
        let at = Math.max(from, source.firstServerRow);
        at < Math.min(to, source.firstServerRow + source.rows);
        at++
      ) {
        const own = source.firstRow + at - source.firstServerRow;
        this.start[own] = index.start[at] + shift;
        this.duration[own] = index.duration[at];
        this.parent[own] = index.parent[at] < 0 ? row : this.rowOf(header.file, index.parent[at]);
        this.name[own] = names[index.name[at]] ?? NO_NAME;
        this.kind[own] = kinds[index.kind[at]] ?? NO_KIND;
        this.status[own] = index.status[at];
        this.flags[own] = index.flags[at];
      }
      this.measure(source.firstRow, source.firstRow + source.rows);
    }
  }

  private copyLlm(index: Index, from: number, to: number): void {
    const models = index.header.models.map((model) => this.modelList.number(model));
    for (let at = 0; at < index.llmRow.length; at++) {
      if (index.llmRow[at] < from || index.llmRow[at] >= to) continue;
      const place = this.llmPlaceOf(this.rowOf(index.header.file, index.llmRow[at]));
      this.llm.model[place] = models[index.llmModel[at]] ?? NO_MODEL;
      for (const column of LLM_COLUMNS) {
        if (column !== 'row' && column !== 'model') this.llm[column][place] = index[column][at];
      }
    }
  }

  /** Spans that were written while the file was open. */
  addSpans(file: string, all: NewSpans): void {
    let known = 0;
    while (known < all.start.length && this.rowOf(file, all.row + known) >= 0) known++;
    const spans = known === 0 ? all : later(all, known);
    const first = this.size;
    const rows = spans.start.length;
    if (rows === 0) return;
    this.grow(rows);
    const last = this.sources[this.sources.length - 1];
    if (last.file === file && last.firstRow + last.rows === first && last.firstServerRow + last.rows === spans.row) {
      last.rows += rows;
    } else {
      this.sources.push({ file, firstRow: first, rows, firstServerRow: spans.row, header: this.sources[0].header });
    }
    for (let at = 0; at < rows; at++) {
      const added = first + at;
      this.start[added] = spans.start[at] ?? NaN;
      this.duration[added] = spans.duration[at];
      this.parent[added] = spans.parent[at] < 0 ? (this.partRows.at(-1) ?? -1) : this.rowOf(file, spans.parent[at]);
      this.name[added] = this.nameList.number(spans.name[at]);
      this.kind[added] = this.kindNumber(spans.kind[at]);
      this.status[added] = spans.status[at];
      this.flags[added] = spans.flags[at];
    }
    this.size = first + rows;
    spans.llm.forEach((values) => this.setLlm(this.rowOf(file, values.row), values));
    this.measure(first, this.size);
  }

  addEnds(file: string, ends: Ends): void {
    for (let at = 0; at < ends.row.length; at++) {
      const row = this.rowOf(file, ends.row[at]);
      if (row < 0) continue;
      this.start[row] = ends.start[at] ?? NaN;
      this.duration[row] = ends.duration[at];
      this.status[row] = ends.status[at];
      this.kind[row] = this.kindNumber(ends.kind[at]);
      this.measure(row, row + 1);
    }
    ends.llm.forEach((values) => this.setLlm(this.rowOf(file, values.row), values));
  }

  addPoints(file: string, points: NewPoints): void {
    const { events } = this;
    // Those that are known already have come again, after a connection that broke.
    const known = Math.max(0, events.count - points.index);
    const count = events.count + Math.max(0, points.time.length - known);
    events.time = larger(events.time, count);
    events.parent = larger(events.parent, count);
    events.name = larger(events.name, count);
    for (let at = known; at < points.time.length; at++) {
      const to = points.index + at;
      events.time[to] = points.time[at] ?? NaN;
      events.parent[to] = points.parent[at] < 0 ? -1 : this.rowOf(file, points.parent[at]);
      events.name[to] = this.nameList.number(points.name[at]);
    }
    events.count = count;
  }

  /** What is known of the file's traces has changed: they ended, another one began, children were started. */
  addParts(traces: readonly TracePart[]): void {
    const { header } = this.sources[0];
    header.traces = [...traces];
    if (this.partRows.length === 0 && traces.length > 1) {
      // There was one trace, without a row of its own: now its rows move below one.
      this.partRows = [this.addNode(traces[0].name, -1, traces[0], null)];
      for (let row = 0; row < this.partRows[0]; row++) if (this.parent[row] < 0) this.parent[row] = this.partRows[0];
    }
    traces.forEach((part, number) => {
      const row = this.partRows[number];
      if (traces.length > 1 && row === undefined) {
        this.partRows.push(this.addNode(part.name, -1, part, null));
      } else if (row !== undefined) {
        this.setNode(row, part);
      }
      for (const link of part.children) this.link(link, this.partRows[number] ?? -1);
    });
  }

  /** Row of a span by its row in its file; -1 if it is not here. */
  rowOf(file: string, serverRow: number): number {
    if (serverRow < 0) return -1;
    for (let at = this.sources.length - 1; at >= 0; at--) {
      const source = this.sources[at];
      if (source.file === file && serverRow >= source.firstServerRow && serverRow < source.firstServerRow + source.rows)
        return source.firstRow + serverRow - source.firstServerRow;
    }
    return -1;
  }

  /** Where a row comes from; null for rows that stand for traces. */
  sourceOf(row: number): { file: string; row: number } | null {
    if (this.nodes.has(row)) return null;
    let low = 0;
    let high = this.sources.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.sources[middle].firstRow <= row) low = middle;
      else high = middle - 1;
    }
    const source = this.sources[low];
    return source && row >= source.firstRow && row < source.firstRow + source.rows
      ? { file: source.file, row: row - source.firstRow + source.firstServerRow }
      : null;
  }

  private parts(traces: readonly TracePart[]): void {
    if (traces.length > 1) {
      const spans = this.size;
      this.partRows = traces.map((part) => this.addNode(part.name, -1, part, null));
      for (let row = 0, part = 0; row < spans; row++) {
        while (part + 1 < traces.length && row >= traces[part + 1].firstRow) part++;
        if (this.parent[row] < 0) this.parent[row] = this.partRows[part];
      }
    }
    traces.forEach((part, number) => {
      for (const link of part.children) this.link(link, this.partRows[number] ?? -1);
    });
  }

  /** A child of the file itself, once. */
  private link(link: ChildLink, partRow: number): void {
    this.addLink(link, partRow, link.row < 0 ? partRow : this.rowOf(this.sources[0].file, link.row));
  }

  private addLink(link: ChildLink, owner: number, parent: number): void {
    const key = `${owner}\n${link.row}\n${link.named}`;
    const known = this.linked.get(key);
    if (known === undefined) {
      this.linked.set(key, this.addNode(link.name, parent, null, link));
      return;
    }
    const node = this.nodes.get(known)!;
    this.nodes.set(known, { ...node, link });
    // Its own file, once it is read, knows better.
    if (!node.part) this.setTimes(known, link, parent);
  }

  private childPart(row: number, traces: readonly TracePart[]): TracePart | null {
    const name = this.nodes.get(row)?.link?.name;
    return traces.length > 1 ? (traces.find((part) => part.name === name) ?? null) : null;
  }

  private addNode(name: string, parent: number, part: TracePart | null, link: ChildLink | null): number {
    this.grow(1);
    const row = this.size++;
    this.parent[row] = parent;
    this.name[row] = this.nameList.number(name);
    this.kind[row] = this.kindList.number('trace');
    this.flags[row] = 0;
    this.nodes.set(row, { row, part, link });
    this.setTimes(row, part ?? link!, parent);
    return row;
  }

  private setNode(row: number, part: TracePart): void {
    this.nodes.set(row, { ...this.nodes.get(row)!, part });
    this.setTimes(row, part, this.parent[row]);
  }

  private setTimes(row: number, trace: TracePart | ChildLink, parent: number): void {
    this.start[row] = trace.start === null ? (parent < 0 ? 0 : this.start[parent]) : trace.start - this.t0;
    this.duration[row] = trace.duration ?? (trace.status === 'running' ? -1 : 0);
    this.status[row] = STATUS[trace.status ?? 'ok'];
    this.measure(row, row + 1);
  }

  private kindNumber(kind: string | null): number {
    return kind === null ? NO_KIND : this.kindList.number(kind);
  }

  private setLlm(row: number, values: LlmValues): void {
    if (row < 0) return;
    const place = this.llmPlaceOf(row);
    this.llm.model[place] = values.model === null ? NO_MODEL : this.modelList.number(values.model);
    for (const column of LLM_COLUMNS) {
      if (column !== 'row' && column !== 'model') this.llm[column][place] = values[column];
    }
  }

  private llmPlaceOf(row: number): number {
    return this.llmPlace[row] < 0 ? this.addLlm(row) : this.llmPlace[row];
  }

  private addLlm(row: number): number {
    const { llm } = this;
    for (const column of LLM_COLUMNS) llm[column] = larger(llm[column] as Float64Array, llm.count + 1) as never;
    llm.row[llm.count] = row;
    this.llmPlace[row] = llm.count;
    return llm.count++;
  }

  private grow(by: number): void {
    const size = this.size + by;
    this.start = larger(this.start, size);
    this.duration = larger(this.duration, size);
    this.parent = larger(this.parent, size);
    this.name = larger(this.name, size);
    this.kind = larger(this.kind, size);
    this.status = larger(this.status, size);
    this.flags = larger(this.flags, size);
    const known = this.llmPlace.length;
    this.llmPlace = larger(this.llmPlace, size);
    this.llmPlace.fill(-1, known);
  }

  private measure(from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const start = this.start[row];
      const end = this.duration[row] > 0 ? start + this.duration[row] : start;
      if (end > this.end) this.end = end;
    }
  }
}

/** The same numbers with room for at least so many. */
function larger<T extends Numbers>(column: T, size: number): T {
  if (size <= column.length) return column;
  const grown = new (column.constructor as new (length: number) => T)(Math.max(size, Math.ceil(column.length * 1.5)));
  grown.set(column);
  return grown;
}
