import { useEffect, useRef, useState } from 'preact/hooks';
import { cost, duration, grouped, time } from '../../lib/format';
import { cleared, isFiltered, parseCost, parseDuration, STATUSES, type Filters } from '../../lib/filters';
import type { Traces, TraceStatus } from '../../lib/protocol';
import { Icon } from '../Icon';
import { Popover } from '../Popover';
import { StatusMark } from '../StatusMark';

interface Props {
  filters: Filters;
  facets: Traces['facets'] | null;
  /** `typing`: one of many small changes. */
  onChange: (filters: Filters, typing?: boolean) => void;
}

const TYPING_MS = 200;
/** So many are seen at once; of more, some are looked for. */
const AT_ONCE = 8;

interface Choice {
  value: string;
  count: number | null;
}

/** Checkboxes with how many there are of each; those that are chosen stay, even if there are none. */
function Choices({ name, choices, chosen, change }: {
  name: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  change: (chosen: string[]) => void;
}) {
  const [looked, setLooked] = useState('');
  const missing = chosen.filter((value) => !choices.some((choice) => choice.value === value));
  const all = [...missing.map((value) => ({ value, count: null })), ...choices];
  const shown = all.filter(({ value }) => value.toLowerCase().includes(looked.toLowerCase()));
  return (
    <>
      {all.length > AT_ONCE && (
        <input
          class="field choices-find"
          type="search"
          placeholder={`Find a ${name}`}
          aria-label={`Find a ${name}`}
          value={looked}
          onInput={(event) => setLooked(event.currentTarget.value)}
        />
      )}
      <fieldset class="choices">
        <legend class="visually-hidden">{name}</legend>
        {shown.map(({ value, count }) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) =>
                change(event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
              }
            />
            <span class="clip">{name === 'status' ? <StatusMark status={value as TraceStatus} /> : value}</span>
            <span class="number faint">{count === null ? 0 : grouped(count)}</span>
          </label>
        ))}
        {shown.length === 0 && <p class="soft">{all.length === 0 ? `No ${name} was recorded here.` : 'None like this.'}</p>}
      </fieldset>
    </>
  );
}

/** Two fields, and what is often wanted as buttons. */
function Range({ unit, min, max, read, write, presets, change }: {
  unit: string;
  min: number | null;
  max: number | null;
  read: (text: string) => number | null;
  write: (value: number) => string;
  presets: readonly number[];
  change: (min: number | null, max: number | null) => void;
}) {
  const [low, setLow] = useState(min === null ? '' : write(min));
  const [high, setHigh] = useState(max === null ? '' : write(max));
  const bad = [low, high].some((text) => text.trim() !== '' && read(text) === null);
  return (
    <form
      class="range"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) change(read(low), read(high));
        (event.currentTarget.closest('[popover]') as HTMLElement).hidePopover();
      }}
    >
      <label>
        At least
        <input class="field" value={low} placeholder={unit} onInput={(event) => setLow(event.currentTarget.value)} />
      </label>
      <label>
        At most
        <input class="field" value={high} placeholder={unit} onInput={(event) => setHigh(event.currentTarget.value)} />
      </label>
      {bad && (
        <p class="error-text" role="alert">
          Write it like {unit}.
        </p>
      )}
      <div class="range-presets">
        {presets.map((preset) => (
          <button
            key={preset}
            type="button"
            class="button"
            aria-pressed={min === preset && max === null}
            onClick={() => {
              setLow(write(preset));
              setHigh('');
              change(preset, null);
            }}
          >
            ≥ {write(preset)}
          </button>
        ))}
      </div>
      <button type="submit" class="button primary" disabled={bad}>
        Apply
      </button>
    </form>
  );
}

const between = (min: string | null, max: string | null) =>
  min !== null && max !== null ? `${min} – ${max}` : min !== null ? `≥ ${min}` : `≤ ${max}`;

interface Chip {
  what: string;
  value: string;
  without: Partial<Filters>;
}

function chips(filters: Filters): Chip[] {
  const list: Chip[] = [];
  const range = (what: string, min: number | null, max: number | null, write: (value: number) => string, without: Partial<Filters>) => {
    if (min === null && max === null) return;
    list.push({ what, value: between(min === null ? null : write(min), max === null ? null : write(max)), without });
  };
  if (filters.q) list.push({ what: 'text', value: filters.q, without: { q: '' } });
  for (const field of ['status', 'tag', 'model'] as const) {
    for (const value of filters[field]) {
      list.push({ what: field, value, without: { [field]: (filters[field] as readonly string[]).filter((one) => one !== value) } });
    }
  }
  if (filters.thread) list.push({ what: 'thread', value: filters.thread, without: { thread: '' } });
  range('cost', filters.minCost, filters.maxCost, cost, { minCost: null, maxCost: null });
  range('duration', filters.minDuration, filters.maxDuration, duration, { minDuration: null, maxDuration: null });
  range('start', filters.from, filters.to, time, { from: null, to: null });
  return list;
}

/** What narrows the list now, each with a button that takes it away. */
export function FilterChips({ filters, onChange }: Omit<Props, 'facets'>) {
  if (!isFiltered(filters)) return null;
  return (
    <div class="filter-chips" role="group" aria-label="Active filters">
      {chips(filters).map(({ what, value, without }) => (
        <button
          key={what + value}
          type="button"
          class="chip"
          onClick={() => onChange({ ...filters, ...without })}
        >
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

/** Takes over what was typed a moment after the last key. */
function TextFilter({ filters, onChange }: Omit<Props, 'facets'>) {
  const [text, setText] = useState(filters.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ filters, onChange });
  latest.current = { filters, onChange };
  useEffect(() => setText(filters.q), [filters.q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const apply = (q: string) => {
    clearTimeout(timer.current);
    if (q.trim() !== latest.current.filters.q) latest.current.onChange({ ...latest.current.filters, q: q.trim() }, true);
  };
  return (
    <span class="filter-text">
      <Icon name="filter" />
      <input
        id="filter-text"
        class="field"
        type="search"
        placeholder="Name, tag, input…"
        aria-label="Filter by name, file, tag, thread, model or input"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          const q = event.currentTarget.value;
          setText(q);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => apply(q), TYPING_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply(text);
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </span>
  );
}

function Label({ text, count }: { text: string; count: number }) {
  return (
    <>
      {text}
      {count > 0 && <span class="filter-count">{count}</span>}
    </>
  );
}

export function FilterBar({ filters, facets, onChange }: Props) {
  const bounds = (...values: (number | null)[]) => (values.some((value) => value !== null) ? 1 : 0);
  const counted = new Map(facets?.statuses.map(({ value, count }) => [value, count]));
  const [thread, setThread] = useState(filters.thread);
  useEffect(() => setThread(filters.thread), [filters.thread]);
  return (
    <div class="filters" role="group" aria-label="Filters">
      <TextFilter filters={filters} onChange={onChange} />
      <Popover label={<Label text="Status" count={filters.status.length} />} title="Filter by status">
        {() => (
          <Choices
            name="status"
            choices={STATUSES.map((value) => ({ value, count: counted.get(value) ?? 0 }))}
            chosen={filters.status}
            change={(chosen) => onChange({ ...filters, status: chosen as TraceStatus[] })}
          />
        )}
      </Popover>
      <Popover label={<Label text="Tag" count={filters.tag.length} />} title="Filter by tag">
        {() => (
          <Choices
            name="tag"
            choices={facets?.tags ?? []}
            chosen={filters.tag}
            change={(tag) => onChange({ ...filters, tag })}
          />
        )}
      </Popover>
      <Popover label={<Label text="Model" count={filters.model.length} />} title="Filter by model">
        {() => (
          <Choices
            name="model"
            choices={facets?.models ?? []}
            chosen={filters.model}
            change={(model) => onChange({ ...filters, model })}
          />
        )}
      </Popover>
      <Popover label={<Label text="Cost" count={bounds(filters.minCost, filters.maxCost)} />} title="Filter by cost">
        {() => (
          <Range
            unit="$0.05"
            min={filters.minCost}
            max={filters.maxCost}
            read={parseCost}
            write={(value) => `$${value}`}
            presets={[0.01, 0.1, 1, 10]}
            change={(minCost, maxCost) => onChange({ ...filters, minCost, maxCost })}
          />
        )}
      </Popover>
      <Popover
        label={<Label text="Duration" count={bounds(filters.minDuration, filters.maxDuration)} />}
        title="Filter by duration"
      >
        {() => (
          <Range
            unit="2m 30s"
            min={filters.minDuration}
            max={filters.maxDuration}
            read={parseDuration}
            write={duration}
            presets={[1e6, 10e6, 60e6, 600e6]}
            change={(minDuration, maxDuration) => onChange({ ...filters, minDuration, maxDuration })}
          />
        )}
      </Popover>
      <Popover label={<Label text="Thread" count={filters.thread ? 1 : 0} />} title="Filter by thread">
        {() => (
          <form
            class="range"
            onSubmit={(event) => {
              event.preventDefault();
              onChange({ ...filters, thread: thread.trim() });
              (event.currentTarget.closest('[popover]') as HTMLElement).hidePopover();
            }}
          >
            <label>
              Thread
              <input
                class="field"
                value={thread}
                placeholder="conv-456"
                onInput={(event) => setThread(event.currentTarget.value)}
              />
            </label>
            <button type="submit" class="button primary">
              Apply
            </button>
          </form>
        )}
      </Popover>
      <label class="switch filter-all">
        <input
          type="checkbox"
          role="switch"
          checked={filters.all}
          onChange={(event) => onChange({ ...filters, all: event.currentTarget.checked })}
        />
        Child traces
      </label>
    </div>
  );
}
