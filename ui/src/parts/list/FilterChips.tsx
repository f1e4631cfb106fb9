import { cleared, isFiltered, writeDuration, type Filters } from '../../lib/filters';
import { cost, time } from '../../lib/format';
import { Icon } from '../Icon';

const between = (min: string | null, max: string | null) =>
  min !== null && max !== null ? `${min} – ${max}` : min !== null ? `≥ ${min}` : `≤ ${max}`;

interface Chip {
  what: string;
  value: string;
  without: Partial<Filters>;
}

function chips(filters: Filters): Chip[] {
  const list: Chip[] = [];
  const range = (
    what: string,
    min: number | null,
    max: number | null,
    write: (value: number) => string,
    without: Partial<Filters>,
  ) => {
    if (min === null && max === null) return;
    list.push({ what, value: between(min === null ? null : write(min), max === null ? null : write(max)), without });
  };
  if (filters.q) list.push({ what: 'text', value: filters.q, without: { q: '' } });
  for (const field of ['status', 'tag', 'model'] as const) {
    for (const value of filters[field]) {
      list.push({
        what: field,
        value,
        without: { [field]: (filters[field] as readonly string[]).filter((one) => one !== value) },
      });
    }
  }
  if (filters.thread) list.push({ what: 'thread', value: filters.thread, without: { thread: '' } });
  range('cost', filters.minCost, filters.maxCost, cost, { minCost: null, maxCost: null });
  range('duration', filters.minDuration, filters.maxDuration, writeDuration, { minDuration: null, maxDuration: null });
  const [from, to] = [filters.from, filters.to];
  const exact = from !== null && to !== null && to - from < 600e6;
  range('start', from, to, (at) => (exact ? time(at) : time(at).slice(0, -3)), { from: null, to: null });
  return list;
}

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** What narrows the list now, each with a button that takes it away. */
export function FilterChips({ filters, onChange }: Props) {
  if (!isFiltered(filters)) return null;
  return (
    <div class="filter-chips" role="group" aria-label="Active filters">
      {chips(filters).map(({ what, value, without }) => (
        <button key={what + value} type="button" class="chip" onClick={() => onChange({ ...filters, ...without })}>
          <span class="visually-hidden">Remove </span>
          <span class="faint">{what}</span>
          <span class="clip">{value}</span>
          <Icon name="close" size={12} />
        </button>
      ))}
      <button type="button" class="button quiet" onClick={() => onChange(cleared(filters))}>
        Clear
      </button>
    </div>
  );
}
