import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { cost, count, duration, grouped, plural } from '../lib/format';
import { kindLook } from '../lib/kinds';
import { NO_KIND } from '../lib/protocol';
import type { By, Group } from '../lib/stats';
import { Icon, kindIcon } from '../parts/Icon';
import { statsOf, type Stats } from '../state/figures';
import type { OpenTrace } from '../state/trace';
import { ContextGrowth } from './ContextGrowth';

type Column = 'name' | 'count' | 'errors' | 'total' | 'self' | 'p50' | 'p95' | 'inputTokens' | 'outputTokens' | 'cost';

const COLUMNS: readonly [Column, string, string][] = [
  ['count', 'Count', 'How many spans'],
  ['errors', 'Errors', 'How many of them failed'],
  ['total', 'Total', 'Time from their start to their end, added up'],
  ['self', 'Self', 'Time in them and in no span below them'],
  ['p50', 'p50', 'Half of them took at most this long'],
  ['p95', 'p95', '95 of 100 took at most this long'],
  ['inputTokens', 'In', 'Input tokens'],
  ['outputTokens', 'Out', 'Output tokens'],
  ['cost', 'Cost', 'US dollars'],
];
const TABS: readonly [By, string][] = [
  ['name', 'By name'],
  ['kind', 'By kind'],
  ['model', 'By model'],
];
/** Groups that have a bar: the length is their share of the longest. */
const BARS: readonly Column[] = ['total', 'self'];
const AT_FIRST = 60;
const AGAIN_MS = 1000;

const valueText: Record<Exclude<Column, 'name'>, (group: Group) => string> = {
  count: (group) => grouped(group.count),
  errors: (group) => (group.errors > 0 ? grouped(group.errors) : ''),
  total: (group) => duration(group.total),
  self: (group) => duration(group.self),
  p50: (group) => (group.p50 < 0 ? '' : duration(group.p50)),
  p95: (group) => (group.p95 < 0 ? '' : duration(group.p95)),
  inputTokens: (group) => (group.inputTokens > 0 ? count(group.inputTokens) : ''),
  outputTokens: (group) => (group.outputTokens > 0 ? count(group.outputTokens) : ''),
  cost: (group) => (group.cost < 0 ? '' : cost(group.cost)),
};

/** Figures of a trace's spans; they are counted in the background, again while it grows. */
function useStats(trace: OpenTrace): Stats | null {
  const stats = useSignal<Stats | null>(null);
  const data = trace.data.value;
  const mask = trace.matches.value;
  const [tick, again] = useState(0);
  useEffect(() => {
    let stale = false;
    if (data) {
      void statsOf(data, mask).then((counted) => {
        if (!stale) stats.value = counted;
      });
    }
    return () => {
      stale = true;
    };
  }, [mask, data?.derived, tick]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (trace.live.peek() === 'following' && !document.hidden) again((n) => n + 1);
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [trace]);
  return stats.value;
}

/** Where time, tokens and money went. */
export function StatsView({ trace }: { trace: OpenTrace }) {
  const stats = useStats(trace);
  const [by, setBy] = useState<By>('name');
  const data = trace.data.value!;
  if (!stats)
    return (
      <p class="view-empty soft" role="status">
        Counting…
      </p>
    );
  const groups = stats[by];
  const nameOf = (group: Group) =>
    (by === 'name' ? data.names[group.key] : by === 'model' ? data.models[group.key] : data.kinds[group.key]) ||
    (by === 'kind' ? 'other' : '(no name)');
  const choose = (group: Group) => {
    const name = nameOf(group);
    trace.setFilter(
      by === 'kind' ? { text: '', kinds: [name], statuses: [] } : { text: name, kinds: [], statuses: [] },
    );
    trace.view.value = 'tree';
  };
  return (
    <div class="stats" tabIndex={0} role="group" aria-label="Statistics">
      <ContextGrowth trace={trace} />
      <div class="stats-by" role="group" aria-label="Grouped">
        {TABS.map(([one, title]) => (
          <button
            key={one}
            type="button"
            class="button quiet"
            aria-pressed={one === by}
            disabled={stats[one].length === 0}
            onClick={() => setBy(one)}
          >
            {title} <span class="faint number">{grouped(stats[one].length)}</span>
          </button>
        ))}
      </div>
      <GroupTable
        key={by}
        by={by}
        groups={groups}
        nameOf={nameOf}
        kindOf={(group) => kindOf(trace, by, group)}
        onChoose={choose}
      />
    </div>
  );
}

const kindOf = (trace: OpenTrace, by: By, group: Group): string | null =>
  by === 'model' ? 'llm' : group.kind === NO_KIND ? null : trace.data.peek()!.kinds[group.kind];

interface TableProps {
  by: By;
  groups: readonly Group[];
  nameOf: (group: Group) => string;
  kindOf: (group: Group) => string | null;
  onChoose: (group: Group) => void;
}

function GroupTable({ by, groups, nameOf, kindOf: kind, onChoose }: TableProps) {
  const order = useSignal<{ column: Column; descending: boolean }>({ column: 'total', descending: true });
  const [all, showAll] = useState(false);
  const { column, descending } = order.value;
  const sorted = [...groups].sort((a, b) => {
    const difference = column === 'name' ? nameOf(a).localeCompare(nameOf(b)) : a[column] - b[column];
    return descending ? -difference : difference;
  });
  const longest = Object.fromEntries(
    BARS.map((bar) => [bar, Math.max(1, ...groups.map((group) => group[bar as 'total']))]),
  );
  const used = COLUMNS.filter(([name]) =>
    groups.some((group) => valueText[name as 'count'](group) !== '' || name === 'count'),
  );
  const sortBy = (next: Column) =>
    (order.value = { column: next, descending: next === column ? !descending : next !== 'name' });
  const head = (name: Column, title: string, hint?: string) => (
    <th
      key={name}
      scope="col"
      class={name === 'name' ? 'stats-name' : 'number'}
      aria-sort={name === column ? (descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" title={hint} onClick={() => sortBy(name)}>
        {title}
        {name === column && <Icon name={descending ? 'arrowDown' : 'arrowUp'} size={12} />}
      </button>
    </th>
  );
  const shown = all ? sorted : sorted.slice(0, AT_FIRST);
  return (
    <div class="stats-table">
      <table>
        <thead>
          <tr>
            {head('name', by === 'name' ? 'Name' : by === 'kind' ? 'Kind' : 'Model')}
            {used.map(([name, title, hint]) => head(name, title, hint))}
          </tr>
        </thead>
        <tbody>
          {shown.map((group) => (
            <tr key={group.key}>
              <th scope="row" class="stats-name">
                <button
                  type="button"
                  class="stats-choose"
                  title="Show them in the tree"
                  onClick={() => onChoose(group)}
                >
                  <span class="choice-icon" data-kind={kindLook(kind(group))}>
                    <Icon name={kindIcon(kind(group))} />
                  </span>
                  <span class="clip">{nameOf(group)}</span>
                </button>
              </th>
              {used.map(([name]) => (
                <td
                  key={name}
                  class={`number${BARS.includes(name) ? ' has-bar' : ''}${name === 'errors' && group.errors > 0 ? ' error-text' : ''}`}
                >
                  {BARS.includes(name) && <Bar share={group[name as 'total'] / longest[name]} kind={kind(group)} />}
                  <span>{valueText[name as 'count'](group)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > shown.length && (
        <button type="button" class="button" onClick={() => showAll(true)}>
          Show {plural(sorted.length - shown.length, 'more group')}
        </button>
      )}
    </div>
  );
}

/** Set from script: styles in markup are forbidden here. */
function Bar({ share, kind }: { share: number; kind: string | null }) {
  return (
    <span
      class="stats-bar"
      data-kind={kindLook(kind)}
      aria-hidden="true"
      ref={(element) => element?.style.setProperty('--share', `${(share * 100).toFixed(1)}%`)}
    />
  );
}
