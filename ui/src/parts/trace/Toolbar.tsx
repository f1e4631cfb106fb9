import { duration } from '../../lib/format';
import type { OpenTrace } from '../../state/trace';
import { Icon } from '../Icon';

/** How many levels of the tree are open. */
export function Depth({ trace }: { trace: OpenTrace }) {
  const levels = trace.levels.value;
  return (
    <div class="stepper" role="group" aria-label="Levels">
      <button
        type="button"
        class="button quiet"
        title="One level less ([)"
        aria-label="One level less"
        onClick={() => trace.oneLevelLess()}
      >
        <Icon name="minus" />
      </button>
      <span class="number" title="Open levels">
        {levels === null ? 'all' : levels} <span class="faint">{levels === 1 ? 'level' : 'levels'}</span>
      </span>
      <button
        type="button"
        class="button quiet"
        title="One level more (])"
        aria-label="One level more"
        onClick={() => trace.oneLevelMore()}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

/** What part of the time is shown; back to all of it. */
export function Fit({ trace }: { trace: OpenTrace }) {
  const { from, to } = trace.window.value;
  const whole = trace.whole.value;
  const zoomed = to - from < whole.to - whole.from;
  return (
    <button
      type="button"
      class="button"
      title="Show all of the time (0)"
      disabled={!zoomed}
      onClick={() => trace.fit()}
    >
      <Icon name="fit" />
      <span class="fit-name">Fit</span>
      {zoomed && <span class="number soft">{duration(to - from)}</span>}
    </button>
  );
}

/** Says that only a subtree is shown, and how to see everything again. */
export function OnlyNote({ trace }: { trace: OpenTrace }) {
  const only = trace.only.value;
  const data = trace.data.value;
  if (only < 0 || !data || only >= data.size) return null;
  return (
    <button type="button" class="chip filter-chip" title="Show everything again (x)" onClick={() => trace.showOnly(-1)}>
      only {data.names[data.name[only]] ?? 'this'}
      <Icon name="close" size={12} />
    </button>
  );
}

export function DetailToggle({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      class="button quiet"
      aria-pressed={open}
      title={open ? 'Hide the detail' : 'Show the detail'}
      aria-label="Detail"
      onClick={onToggle}
    >
      <Icon name="panel" />
    </button>
  );
}
