import { effect, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { json as ask } from '../lib/api';
import { register, type Command } from '../lib/commands';
import type { TraceData } from '../lib/data';
import { duration, plural } from '../lib/format';
import { jsonOf } from '../lib/json';
import { BEGAN, ENDED, entryOf, POINT, subjectOf, whatOf } from '../lib/log';
import { ERROR, INTERRUPTED, NO_KIND, NO_MODEL, RUNNING } from '../lib/protocol';
import { step, tickLabel } from '../lib/ticks';
import { Icon } from '../parts/Icon';
import { JsonTree } from '../parts/JsonTree';
import { RowList } from '../parts/RowList';
import { logOf } from '../state/figures';
import { words } from '../state/matching';
import type { OpenTrace } from '../state/trace';
import { LogRow, type LogContent } from './LogRow';

const ROW = 26;
/** A trace that grows is put in order again at most so often. */
const AGAIN_MS = 1000;
const WHAT = { [BEGAN]: 'began', [ENDED]: 'ended', [POINT]: 'point' } as const;

/** The entries that the filter leaves: of spans that match, and points in them or with its words in their name. */
function filtered(trace: OpenTrace, data: TraceData, entries: Uint32Array): Uint32Array {
  const matches = trace.matches.value;
  const only = trace.only.value;
  if (!matches && only < 0) return entries;
  const { place, end } = data.derived;
  const wanted = words(trace.filter.value.text);
  const byText = wanted.length > 0 && trace.filter.value.kinds.length === 0;
  const names = data.names.map((name) => byText && wanted.every((word) => name.toLowerCase().includes(word)));
  const inside = (row: number) => only < 0 || (row >= 0 && place[row] >= place[only] && place[row] < end[only]);
  return entries.filter((entry) => {
    const subject = subjectOf(entry);
    const point = whatOf(entry) === POINT;
    const row = point ? data.events.parent[subject] : subject;
    return inside(row) && (!matches || matches[row] === 1 || (point && names[data.events.name[subject]]));
  });
}

function contentOf(data: TraceData, entry: number, digits: number): Omit<LogContent, 'selected' | 'index'> {
  const subject = subjectOf(entry);
  const what = WHAT[whatOf(entry) as 0];
  if (whatOf(entry) === POINT) {
    const parent = data.events.parent[subject];
    return {
      time: tickLabel(data.events.time[subject], digits),
      what,
      depth: parent < 0 ? 0 : data.derived.depth[parent] + 1,
      kind: null,
      name: data.names[data.events.name[subject]] ?? '',
      soft: parent < 0 ? '' : (data.names[data.name[parent]] ?? ''),
      status: 'ok',
      duration: '',
    };
  }
  const ended = what === ('ended' as string);
  const place = data.llmPlace[subject];
  const model = place < 0 ? NO_MODEL : data.llm.model[place];
  const status = data.status[subject];
  return {
    time: tickLabel(data.start[subject] + (ended ? data.duration[subject] : 0), digits),
    what,
    depth: data.derived.depth[subject],
    kind: data.kind[subject] === NO_KIND ? null : data.kinds[data.kind[subject]],
    name: data.names[data.name[subject]] || '(no name)',
    soft: model === NO_MODEL ? '' : (data.models[model] ?? ''),
    status: status === ERROR ? 'error' : status === RUNNING ? 'running' : status === INTERRUPTED ? 'interrupted' : 'ok',
    duration: ended ? duration(data.duration[subject]) : '',
  };
}

/** Everything that happened in a trace, in the order in which it did. */
export function LogView({ trace }: { trace: OpenTrace }) {
  const box = useRef<HTMLDivElement>(null);
  const [point, openPoint] = useState(-1);
  const count = useSignal<number | null>(null);

  useLayoutEffect(() => {
    const log = new Log(box.current!, trace, openPoint, (entries) => (count.value = entries));
    const unregister = register(log.commands());
    return () => {
      unregister();
      log.dispose();
    };
  }, [trace]);

  return (
    <div class="log">
      <div ref={box} class="log-rows" role="grid" aria-label="Log" tabIndex={0} />
      {count.value === 0 && <p class="view-empty soft">Nothing of this trace matches the filter.</p>}
      {point >= 0 && <Point trace={trace} index={point} onClose={() => openPoint(-1)} />}
      <p class="visually-hidden" role="status">
        {count.value !== null && plural(count.value, 'entry').replace('entrys', 'entries')}
      </p>
    </div>
  );
}

/** What was recorded with a point event. */
function Point({ trace, index, onClose }: { trace: OpenTrace; index: number; onClose: () => void }) {
  const fields = useSignal<Record<string, unknown> | null>(null);
  const failure = useSignal('');
  useEffect(() => {
    const stop = new AbortController();
    fields.value = null;
    failure.value = '';
    ask<{ fields: Record<string, unknown> }>('event', { file: trace.file, index }, stop.signal)
      .then((answer) => (fields.value = answer.fields))
      .catch((e: Error) => {
        if (!stop.signal.aborted) failure.value = e.message;
      });
    return () => stop.abort();
  }, [index]);
  const data = trace.data.value!;
  return (
    <section class="log-point" aria-label="Event">
      <header>
        <Icon name="message" />
        <h2 class="clip">{data.names[data.events.name[index]]}</h2>
        <button type="button" class="button quiet" aria-label="Close the event" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {failure.value && <p class="error-text">{failure.value}</p>}
      {fields.value && <JsonTree json={jsonOf(fields.value)} label="Event" />}
    </section>
  );
}

class Log {
  private readonly list: RowList<LogRow>;
  private readonly stop: () => void;
  private readonly mounted = new WeakMap<Element, LogRow>();
  private all: Uint32Array = new Uint32Array(0);
  private entries: Uint32Array = new Uint32Array(0);
  private active = -1;
  private digits = 1;
  private asked: { size: number; version: number } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;
  private chosen = -1;

  constructor(
    private readonly element: HTMLElement,
    private readonly trace: OpenTrace,
    private readonly openPoint: (index: number) => void,
    private readonly counted: (entries: number) => void,
  ) {
    this.list = new RowList<LogRow>(
      element,
      {
        build: () => {
          const row = new LogRow();
          this.mounted.set(row.element, row);
          return row;
        },
        fill: (row, index) => {
          row.index = index;
          row.fill({
            ...contentOf(trace.data.peek()!, this.entries[index], this.digits),
            selected: this.isSelected(index),
            index,
          });
        },
        key: (index) => this.entries[index],
      },
      'log-',
      ROW,
    );
    element.addEventListener('click', this.click);
    this.stop = effect(() => {
      const data = trace.data.value;
      void trace.matches.value;
      void trace.only.value;
      if (data) this.changed(data);
    });
    const stopSelected = effect(() => this.selectedElsewhere(trace.selected.value));
    const stopData = this.stop;
    this.stop = () => {
      stopData();
      stopSelected();
    };
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.stop();
    this.element.removeEventListener('click', this.click);
    this.list.dispose();
  }

  commands(): Command[] {
    const command = (id: string, title: string, keys: string[], to: () => number): Command => ({
      id,
      title,
      group: 'View',
      keys,
      hidden: true,
      enabled: () => {
        const focus = document.activeElement;
        return !focus || focus === document.body || focus.id === 'main' || this.element.contains(focus);
      },
      run: () => this.go(to()),
    });
    const last = () => this.entries.length - 1;
    return [
      command('log-up', 'Go to the entry above', ['ArrowUp', 'k'], () => this.active - 1),
      command('log-down', 'Go to the entry below', ['ArrowDown', 'j'], () => this.active + 1),
      command('log-first', 'Go to the first entry', ['Home', 'g g'], () => 0),
      command('log-last', 'Go to the last entry', ['End', 'G'], last),
      command('log-page-up', 'Go a page up', ['PageUp'], () => this.active - this.list.scroll.page),
      command('log-page-down', 'Go a page down', ['PageDown'], () => this.active + this.list.scroll.page),
    ];
  }

  private isSelected(index: number): boolean {
    if (this.active >= 0) return index === this.active;
    return whatOf(this.entries[index]) !== POINT && subjectOf(this.entries[index]) === this.trace.selected.peek();
  }

  /** Puts what there is in order: the first time at once, and now and then while the trace grows. */
  private changed(data: TraceData): void {
    if (!this.asked) {
      this.order(data);
      return;
    }
    this.show(data);
    const grew = this.asked.size !== data.size || this.trace.live.peek() === 'following';
    if (!grew || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const now = this.trace.data.peek();
      if (now && this.asked!.version !== now.version) this.order(now);
    }, AGAIN_MS);
  }

  private order(data: TraceData): void {
    this.asked = { size: data.size, version: data.version };
    void logOf(data).then((entries) => {
      const now = this.trace.data.peek();
      if (this.disposed || !now) return;
      this.all = entries;
      this.show(now);
    });
  }

  private show(data: TraceData): void {
    const before = this.entries[this.active];
    const first = this.entries.length === 0;
    this.entries = filtered(this.trace, data, this.all);
    this.digits = Math.max(1, step(data.end, 1000));
    this.active = this.active < 0 ? -1 : this.entries.indexOf(before);
    this.element.setAttribute('aria-rowcount', String(this.entries.length));
    this.list.resize(this.entries.length);
    if (this.all.length > 0 || this.asked) this.counted(this.entries.length);
    if (first && this.entries.length > 0) this.selectedElsewhere(this.trace.selected.peek());
  }

  private selectedElsewhere(row: number): void {
    if (row === this.chosen || row < 0) {
      this.list.refresh();
      return;
    }
    this.active = this.entries.indexOf(entryOf(row, BEGAN));
    this.list.activate(this.active);
    if (this.active >= 0) this.list.reveal(this.active, true);
    this.list.refresh();
  }

  private go(to: number): void {
    if (this.entries.length === 0) return;
    const index = Math.min(Math.max(to, 0), this.entries.length - 1);
    this.choose(index);
    this.list.reveal(index);
    if (!this.element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
  }

  private choose(index: number): void {
    this.active = index;
    this.list.activate(index);
    const entry = this.entries[index];
    const point = whatOf(entry) === POINT;
    const row = point ? this.trace.data.peek()!.events.parent[subjectOf(entry)] : subjectOf(entry);
    this.openPoint(point ? subjectOf(entry) : -1);
    this.chosen = row;
    if (row >= 0) this.trace.select(row);
    this.list.refresh();
  }

  private readonly click = (event: Event): void => {
    const element = (event.target as Element).closest('.log-row');
    const row = element ? this.mounted.get(element) : undefined;
    if (row && row.index >= 0) this.choose(row.index);
  };
}
