import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from './Icon';

interface Props {
  /** Of the button. */
  label: ComponentChildren;
  /** Of what opens, for screen readers. */
  title: string;
  class?: string;
  /** Made only while it is open. */
  children: () => ComponentChildren;
}

const MARGIN = 8;

/** A button that opens a panel below it. Escape and a click beside it close it. */
export function Popover({ label, title, class: name = '', children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const place = () => {
    const anchor = button.current!.getBoundingClientRect();
    const { style, offsetWidth } = panel.current!;
    const left = Math.min(anchor.left, document.documentElement.clientWidth - offsetWidth - MARGIN);
    style.left = `${Math.max(MARGIN, left)}px`;
    style.top = `${anchor.bottom + 4}px`;
    style.maxHeight = `${Math.max(160, window.innerHeight - anchor.bottom - 2 * MARGIN)}px`;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={'button ' + name}
        popovertarget={id}
        aria-expanded={open}
        aria-haspopup="dialog"
      >
        {label}
        <Icon name="chevronDown" size={12} />
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={title}
        class="popover"
        onToggle={(event) => {
          const opened = (event as unknown as ToggleEvent).newState === 'open';
          setOpen(opened);
          if (opened) {
            requestAnimationFrame(() => {
              place();
              panel.current?.querySelector<HTMLElement>('input, button, select')?.focus();
            });
          }
        }}
      >
        {open && children()}
      </div>
    </>
  );
}
