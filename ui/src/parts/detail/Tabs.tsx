import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

export interface Tab {
  id: string;
  title: string;
  /** Behind the title: a number of things. */
  count?: number;
  show: () => ComponentChildren;
}

/** Tabs with the keys that people who use screen readers know. */
export function Tabs({
  label,
  tabs,
  chosen,
  onChoose,
}: {
  label: string;
  tabs: readonly Tab[];
  chosen: string;
  onChoose: (id: string) => void;
}) {
  const prefix = useId();
  const current = tabs.find((tab) => tab.id === chosen) ?? tabs[0];
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(current);
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? tabs.length - 1
          : by
            ? (at + by + tabs.length) % tabs.length
            : -1;
    if (to < 0) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(tabs[to].id);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus();
  };
  return (
    <>
      <div class="detail-tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${prefix}-${tab.id}`}
            class="detail-tab"
            aria-selected={tab === current}
            aria-controls={`${prefix}-panel`}
            tabIndex={tab === current ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.title}
            {tab.count !== undefined && tab.count > 0 && <span class="faint number"> {tab.count}</span>}
          </button>
        ))}
      </div>
      <div class="detail-tab-panel" role="tabpanel" id={`${prefix}-panel`} aria-labelledby={`${prefix}-${current.id}`}>
        {current.show()}
      </div>
    </>
  );
}
