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
 * indexes of child traces. The page and its worker each have one and give it the same things in the same order, so
 * that rows need not travel between them.
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
  private readonly files = new Set<string>();
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
    this.files.add(header.file);
    this.sources.push({ file: header.file, firstRow: 0, rows: header.n, firstServerRow: 0, header });
    this.measure(0, this.size);
    this.parts(header.traces);
  }

  /** A child trace, below the row that stands for it. */
  addChild(row: number, index: Index): void {
    const { header } = index;
    if (this.files.has(header.file)) return;
    this.files.add(header.file);
    const first = this.size;
    const shift = header.t0 - this.t0;
    const part = this.childPart(row, header.traces);
    const from = part?.firstRow ?? 0;
    const to = part ? part.firstRow + part.rows : header.n;
    this.grow(to - from);
    const kinds = header.kinds.map((kind) => this.kindList.number(kind));
    const names = header.names.map((name) => this.nameList.number(name));
    const models = header.models.map((model) => this.modelList.number(model));
    for (let at = from; at < to; at++) {
      const added = first + at - from;
      this.start[added] = index.start[at] + shift;
      this.duration[added] = index.duration[at];
      this.parent[added] = index.parent[at] < 0 ? row : index.parent[at] - from + first;
      this.name[added] = names[index.name[at]] ?? NO_NAME;
      this.kind[added] = kinds[index.kind[at]] ?? NO_KIND;
      this.status[added] = index.status[at];
      this.flags[added] = index.flags[at];
    }
    this.size = first + to - from;
    for (let at = 0; at < index.llmRow.length; at++) {
      if (index.llmRow[at] < from || index.llmRow[at] >= to) continue;
      const place = this.addLlm(index.llmRow[at] - from + first);
      this.llm.model[place] = models[index.llmModel[at]] ?? NO_MODEL;
      this.llm.inputTokens[place] = index.inputTokens[at];
      this.llm.outputTokens[place] = index.outputTokens[at];
      this.llm.cacheReadTokens[place] = index.cacheReadTokens[at];
      this.llm.cacheCreationTokens[place] = index.cacheCreationTokens[at];
      this.llm.reasoningTokens[place] = index.reasoningTokens[at];
      this.llm.cost[place] = index.cost[at];
      this.llm.firstToken[place] = index.firstToken[at];
    }
    this.sources.push({ file: header.file, firstRow: first, rows: to - from, firstServerRow: from, header });
    this.measure(first, this.size);
    const found = part ?? header.traces[0];
    if (found) {
      this.nodes.set(row, { ...this.nodes.get(row)!, part: found });
      for (const link of found.children) this.addLink(link, row, link.row < 0 ? row : link.row - from + first);
    }
  }

  /** Spans that were written while the file was open. */
  addSpans(file: string, spans: NewSpans): void {
    const first = this.size;
    const rows = spans.start.length;
    this.grow(rows);
    this.sources.push({
      file,
      firstRow: first,
      rows,
      firstServerRow: spans.row,
      header: this.sources[0].header,
    });
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
    const count = events.count + points.time.length;
    events.time = larger(events.time, count);
    events.parent = larger(events.parent, count);
    events.name = larger(events.name, count);
    for (let at = 0; at < points.time.length; at++) {
      events.time[events.count + at] = points.time[at] ?? NaN;
      events.parent[events.count + at] = points.parent[at] < 0 ? -1 : this.rowOf(file, points.parent[at]);
      events.name[events.count + at] = this.nameList.number(points.name[at]);
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
    const row = this.linked.get(key);
    if (row === undefined) this.linked.set(key, this.addNode(link.name, parent, null, link));
    else {
      // More is known of it now: it has ended.
      this.nodes.set(row, { ...this.nodes.get(row)!, link });
      this.setTimes(row, link, parent);
    }
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
    this.setTimes(row, part, -1);
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
    const place = this.llmPlace[row] < 0 ? this.addLlm(row) : this.llmPlace[row];
    this.llm.model[place] = values.model === null ? NO_MODEL : this.modelList.number(values.model);
    for (const column of LLM_COLUMNS) {
      if (column !== 'row' && column !== 'model') this.llm[column][place] = values[column];
    }
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
