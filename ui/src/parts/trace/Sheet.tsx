import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from '../Icon';

const CLOSE_PX = 80;

/** The detail where there is no room beside the view: over its lower part. Drawn down it goes away. */
export function Sheet({ onClose, children }: { onClose: () => void; children: ComponentChildren }) {
  const sheet = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent) => {
    const grip = event.currentTarget as HTMLElement;
    if ((event.target as Element).closest('button')) return;
    const from = event.clientY;
    let by = 0;
    const move = (moved: PointerEvent) => {
      by = Math.max(0, moved.clientY - from);
      sheet.current!.style.transform = `translateY(${by}px)`;
    };
    const end = () => {
      grip.removeEventListener('pointermove', move);
      if (by > CLOSE_PX) onClose();
      else sheet.current!.style.transform = '';
    };
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener('pointermove', move);
    grip.addEventListener('lostpointercapture', end, { once: true });
  };
  return (
    <div class="sheet" ref={sheet}>
      <div class="sheet-grip" onPointerDown={drag}>
        <span class="sheet-handle" aria-hidden="true" />
        <button type="button" class="button quiet" aria-label="Close the detail" title="Close (Esc)" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </div>
  );
}
