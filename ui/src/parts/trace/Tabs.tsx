import { useRef } from 'preact/hooks';
import { VIEWS, type OpenTrace, type View } from '../../state/trace';
import { Icon, type IconName } from '../Icon';

const NAMES: Record<View, [string, IconName]> = {
  tree: ['Tree', 'tree'],
  flame: ['Flame', 'flame'],
  chat: ['Chat', 'message'],
  log: ['Log', 'log'],
  stats: ['Stats', 'chart'],
};

export const viewName = (view: View): string => NAMES[view][0];

/** The views of a trace; the arrow keys go from one to the next. */
export function ViewTabs({ trace }: { trace: OpenTrace }) {
  const list = useRef<HTMLDivElement>(null);
  const current = trace.view.value;
  const key = (event: KeyboardEvent) => {
    const at = VIEWS.indexOf(current);
    const last = VIEWS.length - 1;
    const to = {
      ArrowLeft: at === 0 ? last : at - 1,
      ArrowRight: at === last ? 0 : at + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    trace.view.value = VIEWS[to];
    (list.current!.children[to] as HTMLElement).focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" ref={list} onKeyDown={key}>
      {VIEWS.map((view, i) => (
        <button
          key={view}
          type="button"
          role="tab"
          id={`tab-${view}`}
          class="tab"
          aria-selected={view === current}
          aria-controls="view"
          tabIndex={view === current ? 0 : -1}
          title={`${NAMES[view][0]} (${i + 1})`}
          onClick={() => (trace.view.value = view)}
        >
          <Icon name={NAMES[view][1]} />
          <span class="tab-name">{NAMES[view][0]}</span>
        </button>
      ))}
    </div>
  );
}
