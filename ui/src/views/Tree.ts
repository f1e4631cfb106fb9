import type { TraceData } from '../lib/data';
import { cost, count, duration } from '../lib/format';
import { positions } from '../lib/moves';
import { NO_MODEL, RUNNING } from '../lib/protocol';
import { kindOfRow, nameOf, statusOf } from '../lib/spanFacts';
import type { TimeWindow } from '../lib/timeWindow';
import { RowList } from '../parts/RowList';
import { TreeColumns } from './TreeColumns';
import { TreePointer } from './TreePointer';
import { palette } from './palette';
import { TreeRow, type RowContent } from './TreeRow';
import { Waterfall } from './Waterfall';

/** What the tree shows now. */
export interface TreeModel {
  data: TraceData;
  /** The rows that are not hidden, in the order of the tree. */
  visible: Uint32Array;
  count: number;
  window: TimeWindow;
  whole: TimeWindow;
  /** -1: none. */
  selected: number;
  /** Words of the filter that names may hold, in small letters. */
  words: readonly string[];
  /** Whether a filter is set; then `matches` tells rows that match from those above them. */
  filtered: boolean;
  matches(row: number): boolean;
  /** Whether there is something to open, and whether it is open. */
  expandable(row: number): boolean;
  expanded(row: number): boolean;
  loading(row: number): boolean;
}

/** What the tree asks for. */
export interface TreeHost {
  select(row: number): void;
  toggle(row: number): void;
  fit(row: number): void;
  only(row: number): void;
  copyLink(row: number): void;
  show(window: TimeWindow): void;
}

export const ROW = 28;
export const HEADER = 32;
const INDENT = 16;

/** The rows of a trace with their bars. Draws what `update` was given; knows nothing of where it comes from. */
export class Tree {
  private model: TreeModel | null = null;
  private readonly list: RowList<TreeRow>;
  private readonly bars = new Waterfall(HEADER);
  private readonly columns: TreeColumns;
  private readonly pointer: TreePointer;
  private readonly mounted = new WeakMap<Element, TreeRow>();
  private barRows = new Int32Array(64);
  private position: { derived: unknown; roots: number; of: Uint32Array } | null = null;
  /** Time that the last drawing took: milliseconds. Tests of speed read it. */
  drawMs = 0;

  constructor(
    readonly element: HTMLElement,
    host: TreeHost,
  ) {
    element.className = 'tree';
    element.setAttribute('role', 'treegrid');
    element.setAttribute('aria-label', 'Spans');
    element.tabIndex = 0;
    this.list = new RowList(
      element,
      {
        build: () => {
          const row = new TreeRow();
          this.mounted.set(row.element, row);
          return row;
        },
        fill: (row, index) => {
          row.index = index;
          row.fill(this.content(index), this.columns.deepest(INDENT));
        },
        key: (index) => this.model!.visible[index],
        drawn: (first, behind, offset) => this.drawBars(first, behind, offset),
      },
      'span-',
      ROW,
      HEADER,
    );
    this.columns = new TreeColumns(element, this.list.layer, () => this.list.refresh());
    this.list.layer.append(this.bars.canvas);
    this.pointer = new TreePointer(this.list.layer, {
      host,
      rowOf: (target) => this.rowOf(target),
      barsFrom: () => this.columns.names,
      barsWidth: () => this.barsWidth,
      model: () => this.model,
      header: HEADER,
      redraw: () => this.list.draw(),
    });
    this.recolour();
  }

  dispose(): void {
    this.pointer.dispose();
    this.columns.dispose();
    this.list.dispose();
  }

  /** The theme has changed. */
  recolour(): void {
    this.bars.use(palette(this.element));
    this.list.refresh();
  }

  update(model: TreeModel): void {
    const before = this.model;
    this.model = model;
    if (this.position && this.position.derived !== model.data.derived) this.position = null;
    this.element.setAttribute('aria-rowcount', String(model.count + 1));
    const same = before && before.visible === model.visible && before.count === model.count;
    if (!same) this.list.resize(model.count);
    else if (onlyWindow(before, model)) this.list.draw();
    else this.list.refresh();
    this.list.activate(model.selected < 0 ? Math.min(0, model.count - 1) : this.indexOf(model.selected));
  }

  /** Scrolls until a row can be seen. */
  reveal(row: number, centre = false): void {
    const index = this.indexOf(row);
    if (index >= 0) this.list.reveal(index, centre);
  }

  get page(): number {
    return this.list.scroll.page;
  }

  get scrollTop(): number {
    return this.list.scroll.top;
  }

  scrollTo(top: number): void {
    this.list.to(top);
  }

  /** Where a row stands among the visible ones; -1 if it is hidden. */
  indexOf(row: number): number {
    const { model } = this;
    return model && row >= 0 && row < model.data.size ? indexIn(model, row) : -1;
  }

  private get barsWidth(): number {
    return Math.max(0, this.element.clientWidth - this.columns.names);
  }

  private rowOf(target: EventTarget | null): { row: number; view: TreeRow } | null {
    const element = (target as Element | null)?.closest?.('.tree-row');
    const view = element ? this.mounted.get(element) : undefined;
    const { model } = this;
    if (!view || !model || view.index < 0 || view.index >= model.count) return null;
    return { row: model.visible[view.index], view };
  }

  private drawBars(first: number, behind: number, offset: number): void {
    const { model, bars } = this;
    if (!model) return;
    const began = performance.now();
    bars.resize(this.barsWidth, this.list.scroll.height + HEADER);
    const count = behind - first;
    if (this.barRows.length < count) this.barRows = new Int32Array(count * 2);
    for (let i = 0; i < count; i++) this.barRows[i] = model.visible[first + i];
    bars.draw({
      data: model.data,
      window: model.window,
      rows: this.barRows,
      count,
      top: offset,
      rowHeight: ROW,
      selected: this.indexOf(model.selected) < 0 ? -1 : model.selected,
      pointer: this.pointer.at,
      brush: this.pointer.brush,
      firstToken: (row) => {
        const at = model.data.llmPlace[row];
        return at < 0 ? -1 : model.data.llm.firstToken[at];
      },
    });
    this.drawMs = performance.now() - began;
  }

  private content(index: number): RowContent {
    const model = this.model!;
    const { data } = model;
    const { derived } = data;
    const row = model.visible[index];
    const node = data.nodes.get(row);
    const expanded = model.expandable(row) ? model.expanded(row) : null;
    const name = nameOf(data, row);
    const at = data.llmPlace[row];
    const totals = node?.part?.totals ?? node?.link?.totals;
    const match = model.filtered && model.matches(row);
    return {
      depth: derived.depth[row],
      kind: kindOfRow(data, row),
      trace: node !== undefined,
      name: name || '(no name)',
      mark: match ? firstMark(name, model.words) : null,
      soft: at >= 0 && data.llm.model[at] !== NO_MODEL ? (data.models[data.llm.model[at]] ?? '') : '',
      expanded,
      loading: model.loading(row),
      status: statusOf(data, row),
      errorsInside: expanded
        ? 0
        : derived.errorsBefore[derived.end[row]] - derived.errorsBefore[derived.place[row] + 1],
      tokens: totals
        ? tokensOf(totals.inputTokens, totals.outputTokens)
        : at >= 0
          ? tokensOf(data.llm.inputTokens[at], data.llm.outputTokens[at])
          : '',
      cost: totals
        ? totals.cost > 0
          ? cost(totals.cost)
          : ''
        : at >= 0 && data.llm.cost[at] >= 0
          ? cost(data.llm.cost[at])
          : '',
      duration:
        node && (node.part ?? node.link)?.duration == null && data.status[row] !== RUNNING
          ? '–'
          : durationOf(data, row),
      selected: row === model.selected,
      match,
      dim: model.filtered && !match,
      level: derived.depth[row] + 1,
      ...this.placeAmong(row),
      index: index + 2,
    };
  }

  /** Which child of its parent a row is, of how many. */
  private placeAmong(row: number): { position: number; size: number } {
    const { data } = this.model!;
    if (!this.position || this.position.of.length < data.size) {
      const of = positions(data);
      let roots = 0;
      for (let at = 0; at < data.size; at++) if (data.parent[at] < 0) roots++;
      this.position = { derived: data.derived, roots, of };
    }
    const parent = data.parent[row];
    const { roots, of } = this.position;
    return { position: of[row] || 1, size: parent < 0 ? roots : data.derived.children[parent] };
  }
}

/** Nothing but the window of time differs: the rows need not be filled again. */
function onlyWindow(a: TreeModel, b: TreeModel): boolean {
  return (
    a.data === b.data &&
    a.data.version === b.data.version &&
    a.selected === b.selected &&
    a.words === b.words &&
    a.window !== b.window
  );
}

function indexIn(model: TreeModel, row: number): number {
  const { place } = model.data.derived;
  let low = 0;
  let high = model.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = model.visible[middle];
    if (found === row) return middle;
    if (place[found] < place[row]) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function firstMark(name: string, words: readonly string[]): RowContent['mark'] {
  const small = name.toLowerCase();
  // Small letters may be more than the capital was: then the place is not the same.
  if (small.length !== name.length) return null;
  for (const word of words) {
    const from = small.indexOf(word);
    if (word && from >= 0) return { from, to: from + word.length };
  }
  return null;
}

function tokensOf(input: number, output: number): string {
  const sum = Math.max(0, input) + Math.max(0, output);
  return sum > 0 ? count(sum) : '';
}

function durationOf(data: TraceData, row: number): string {
  if (data.duration[row] >= 0) return duration(data.duration[row]);
  const so = data.end - data.start[row];
  return data.status[row] === RUNNING && so > 0 ? duration(so) : '–';
}
