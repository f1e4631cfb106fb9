import { useEffect, useRef, useState } from 'preact/hooks';
import { grouped } from '../../lib/format';
import { kindLook } from '../../lib/kinds';
import { NO_KIND } from '../../lib/protocol';
import { isSet, NO_FILTER, type Filter } from '../../state/matching';
import type { OpenTrace } from '../../state/trace';
import { Icon, kindIcon, type IconName } from '../Icon';
import { Kbd } from '../Kbd';
import { Popover } from '../Popover';

const STATUSES = ['error', 'running', 'interrupted', 'ok'] as const;
const STATUS_ICONS: Record<(typeof STATUSES)[number], IconName> = {
  error: 'error',
  running: 'running',
  interrupted: 'interrupted',
  ok: 'ok',
};
const TYPING_MS = 90;

const toggled = <T,>(list: readonly T[], one: T): T[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

/** How many spans there are of each kind and status. */
function countsOf(trace: OpenTrace): { kinds: [string, number][]; statuses: number[] } {
  const data = trace.data.peek()!;
  const kinds = new Uint32Array(data.kinds.length + 1);
  const statuses = [0, 0, 0, 0];
  for (let row = 0; row < data.size; row++) {
    kinds[data.kind[row] === NO_KIND ? data.kinds.length : data.kind[row]]++;
    statuses[data.status[row]]++;
  }
  const found: [string, number][] = data.kinds.map((kind, i) => [kind, kinds[i]]);
  found.push(['other', kinds[data.kinds.length]]);
  return { kinds: found.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]), statuses };
}

function Choices({ trace }: { trace: OpenTrace }) {
  const filter = trace.filter.value;
  const { kinds, statuses } = countsOf(trace);
  const counts = { ok: statuses[0], error: statuses[1], running: statuses[2], interrupted: statuses[3] };
  return (
    <div class="choices">
      <fieldset>
        <legend>Kind</legend>
        {kinds.map(([kind, count]) => (
          <label key={kind} class="choice">
            <input
              type="checkbox"
              checked={filter.kinds.includes(kind)}
              onChange={() => trace.setFilter({ ...filter, kinds: toggled(filter.kinds, kind) })}
            />
            <span class="choice-icon" data-kind={kindLook(kind)}>
              <Icon name={kindIcon(kind)} />
            </span>
            <span class="clip">{kind}</span>
            <span class="number faint">{grouped(count)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Status</legend>
        {STATUSES.filter((status) => counts[status] > 0).map((status) => (
          <label key={status} class="choice">
            <input
              type="checkbox"
              checked={filter.statuses.includes(status)}
              onChange={() => trace.setFilter({ ...filter, statuses: toggled(filter.statuses, status) })}
            />
            <span class="status" data-status={status}>
              <Icon name={STATUS_ICONS[status]} />
            </span>
            {status}
            <span class="number faint">{grouped(counts[status])}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}

function Chips({ filter, change }: { filter: Filter; change: (filter: Filter) => void }) {
  return (
    <>
      {filter.kinds.map((kind) => (
        <button
          key={kind}
          type="button"
          class="chip filter-chip"
          title={`No longer only ${kind}`}
          onClick={() => change({ ...filter, kinds: toggled(filter.kinds, kind) })}
        >
          <span class="choice-icon" data-kind={kindLook(kind)}>
            <Icon name={kindIcon(kind)} size={12} />
          </span>
          {kind}
          <Icon name="close" size={12} />
        </button>
      ))}
      {filter.statuses.map((status) => (
        <button
          key={status}
          type="button"
          class="chip filter-chip"
          title={`No longer only ${status}`}
          onClick={() => change({ ...filter, statuses: toggled(filter.statuses, status) })}
        >
          <span class="status" data-status={status}>
            <Icon name={STATUS_ICONS[status]} size={12} />
          </span>
          {status}
          <Icon name="close" size={12} />
        </button>
      ))}
    </>
  );
}

/** Narrows all views to the spans that match. */
export function FilterField({ trace }: { trace: OpenTrace }) {
  const filter = trace.filter.value;
  const [text, setText] = useState(filter.text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setText(filter.text), [filter]);
  const apply = (typed: string) => {
    clearTimeout(timer.current);
    if (trace.filter.peek().text !== typed) trace.setFilter({ ...trace.filter.peek(), text: typed });
  };
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => apply(typed), TYPING_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const leave = () => {
    const view = document.querySelector<HTMLElement>('#view [tabindex="0"]');
    if (view) view.focus({ preventScroll: true });
    else field.current!.blur();
  };
  const set = isSet(filter);
  return (
    <div class="trace-filter" role="search" aria-label="Spans">
      <div class="trace-filter-text">
        <Icon name="filter" />
        <input
          ref={field}
          id="filter"
          type="search"
          class="field"
          placeholder="Filter spans"
          aria-label="Filter spans by name, kind or model"
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (['Escape', 'Enter', 'ArrowDown'].includes(event.key)) apply(text);
            // Esc leaves the field and keeps the filter; once more clears it.
            if (event.key === 'Escape') leave();
            else if (event.key === 'Enter') trace.nextMatch(event.shiftKey ? -1 : 1);
            else if (event.key === 'ArrowDown') {
              leave();
              if (trace.selected.peek() < 0) trace.nextMatch(1);
            } else return;
            event.preventDefault();
          }}
        />
        {!text && <Kbd keys={['/']} />}
      </div>
      <Popover
        class="filter-more"
        title="Kinds and statuses"
        label={
          <>
            Kind
            {filter.kinds.length + filter.statuses.length > 0 && (
              <span class="filter-count">{filter.kinds.length + filter.statuses.length}</span>
            )}
          </>
        }
      >
        {() => <Choices trace={trace} />}
      </Popover>
      <Chips filter={filter} change={(next) => trace.setFilter(next)} />
      {set && (
        <span class="matches number soft" role="status">
          {grouped(trace.visible.value.matches)} {trace.visible.value.matches === 1 ? 'match' : 'matches'}
          <button type="button" class="button quiet" onClick={() => trace.setFilter(NO_FILTER)}>
            Clear
          </button>
        </span>
      )}
    </div>
  );
}
