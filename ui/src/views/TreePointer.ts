import { panned, within, zoomed } from '../lib/timeWindow';
import { RowActions } from './RowActions';
import type { TreeHost, TreeModel } from './Tree';
import type { TreeRow } from './TreeRow';

interface Surroundings {
  host: TreeHost;
  rowOf(target: EventTarget | null): { row: number; view: TreeRow } | null;
  /** Where the bars begin, and how wide they are: pixels. */
  barsFrom(): number;
  barsWidth(): number;
  model(): TreeModel | null;
  header: number;
  redraw(): void;
}

const DRAG_PX = 4;
const ZOOM_PER_PX = 1.0035;

/** Mouse, finger and wheel on the tree: choosing rows, and moving the window of time over the bars. */
export class TreePointer {
  /** Place of the pointer over the bars; -1 if it is elsewhere. */
  at = -1;
  /** What is being chosen on the scale of time: places over the bars. */
  brush: { from: number; to: number } | null = null;
  private readonly actions: RowActions;
  private dragged = false;
  private readonly stop = new AbortController();

  constructor(
    private readonly layer: HTMLElement,
    private readonly around: Surroundings,
  ) {
    const { signal } = this.stop;
    this.actions = new RowActions(around.host, (target) => around.rowOf(target)?.row ?? -1);
    layer.addEventListener('click', this.click, { signal });
    layer.addEventListener('dblclick', this.doubleClick, { signal });
    layer.addEventListener('pointerdown', this.down, { signal });
    layer.addEventListener('pointermove', this.move, { signal });
    layer.addEventListener('pointerleave', this.leave, { signal });
    layer.addEventListener('wheel', this.wheel, { signal, passive: false });
  }

  dispose(): void {
    this.stop.abort();
  }

  private x(event: MouseEvent): number {
    return event.clientX - this.layer.getBoundingClientRect().left - this.around.barsFrom();
  }

  private overScale(event: MouseEvent): boolean {
    return this.x(event) >= 0 && event.clientY - this.layer.getBoundingClientRect().top < this.around.header;
  }

  private time(x: number): number {
    const { from, to } = this.around.model()!.window;
    return from + (x / Math.max(1, this.around.barsWidth())) * (to - from);
  }

  private readonly click = (event: MouseEvent): void => {
    if (this.dragged) {
      this.dragged = false;
      return;
    }
    const hit = this.around.rowOf(event.target);
    if (!hit) return;
    if (hit.view.hits(event.target)) this.around.host.toggle(hit.row);
    else this.around.host.select(hit.row);
  };

  private readonly doubleClick = (event: MouseEvent): void => {
    const hit = this.around.rowOf(event.target);
    if (this.overScale(event)) this.around.host.show(this.around.model()!.whole);
    else if (hit && this.x(event) >= 0) this.around.host.fit(hit.row);
    else if (hit && !hit.view.hits(event.target)) this.around.host.toggle(hit.row);
  };

  private readonly down = (event: PointerEvent): void => {
    this.dragged = false;
    const model = this.around.model();
    if (event.button !== 0 || !model || this.x(event) < 0) return;
    const from = this.x(event);
    const before = model.window;
    const brushing = this.overScale(event);
    const move = (moved: PointerEvent) => {
      const by = this.x(moved) - from;
      if (!this.dragged && Math.abs(by) < DRAG_PX) return;
      this.dragged = true;
      if (brushing) {
        this.brush = { from: Math.min(from, from + by), to: Math.max(from, from + by) };
        this.around.redraw();
      } else {
        this.around.host.show(panned(before, model.whole, -by / Math.max(1, this.around.barsWidth())));
      }
    };
    const end = new AbortController();
    const up = () => {
      end.abort();
      const { brush } = this;
      this.brush = null;
      if (brush) this.around.host.show(within({ from: this.time(brush.from), to: this.time(brush.to) }, model.whole));
      this.around.redraw();
    };
    window.addEventListener('pointermove', move, { signal: end.signal });
    window.addEventListener('pointerup', up, { signal: end.signal });
    window.addEventListener('pointercancel', up, { signal: end.signal });
  };

  private readonly move = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse') return;
    this.actions.over(this.around.rowOf(event.target)?.view ?? null);
    this.point(this.x(event));
  };

  private readonly leave = (): void => {
    this.actions.over(null);
    this.point(-1);
  };

  private point(x: number): void {
    const at = x >= 0 && x < this.around.barsWidth() ? x : -1;
    if (at === this.at) return;
    this.at = at;
    this.around.redraw();
  }

  private readonly wheel = (event: WheelEvent): void => {
    const model = this.around.model();
    const x = this.x(event);
    if (!model || x < 0) return;
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const factor = ZOOM_PER_PX ** Math.min(Math.max(event.deltaY, -120), 120);
      this.around.host.show(zoomed(model.window, model.whole, factor, this.time(x)));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.around.host.show(panned(model.window, model.whole, sideways / Math.max(1, this.around.barsWidth())));
    }
  };
}
