import { useEffect, useRef, useState } from 'preact/hooks';
import { parseCost, parseDuration, STATUSES, writeDuration, type Filters } from '../../lib/filters';
import type { Traces, TraceStatus } from '../../lib/protocol';
import { Icon } from '../Icon';
import { Popover } from '../Popover';
import { Choices } from './Choices';
import { Range } from './Range';

interface Props {
  filters: Filters;
  facets: Traces['facets'] | null;
  /** `typing`: one of many small changes. */
  onChange: (filters: Filters, typing?: boolean) => void;
}

const TYPING_MS = 200;
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
    if (q.trim() !== latest.current.filters.q)
      latest.current.onChange({ ...latest.current.filters, q: q.trim() }, true);
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
      {(filters.model.length > 0 || (facets?.models.length ?? 0) > 0) && (
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
      )}
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
            write={writeDuration}
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
