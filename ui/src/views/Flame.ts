import type { TraceData } from '../lib/data';
import type { TimeWindow } from '../lib/timeWindow';
import { AXIS, FlamePicture, LANE, TOP, type FlameWork } from './flamePicture';
import { palette } from './palette';

export interface FlameModel {
  data: TraceData;
  window: TimeWindow;
  selected: number;
  matches: Uint8Array | null;
}

/** What the flame asks for. */
export interface FlameHost {
  select(row: number): void;
  fitRow(row: number): void;
  show(window: TimeWindow): void;
  zoom(factor: number, at?: number): void;
  pan(share: number): void;
  /** What the pointer is over now; -1: nothing. Places in CSS pixels of the view. */
  hover(row: number, x: number, y: number): void;
}

const ZOOM_STEP = 1.5;
const PAN_STEP = 0.1;
const DRAG_FROM = 3;

/** Lanes of spans over time. Wheel scrolls, with Ctrl or ⌘ it zooms, with Shift it moves in time; dragging moves. */
export class Flame {
  private readonly picture = new FlamePicture();
  private readonly spacer = document.createElement('div');
  private readonly observer: ResizeObserver;
  private model: FlameModel | null = null;
  private hovered = -1;
  private brush: { from: number; to: number } | null = null;
  private drag: Drag | null = null;
  private frame = 0;
  private width = 0;
  private height = 0;

  constructor(
    readonly element: HTMLElement,
    private readonly host: FlameHost,
  ) {
    element.className = 'flame';
    this.picture.canvas.className = 'flame-canvas';
    this.spacer.className = 'flame-spacer';
    element.append(this.picture.canvas, this.spacer);
    element.addEventListener('scroll', this.redraw, { passive: true });
    element.addEventListener('wheel', this.wheel, { passive: false });
    element.addEventListener('pointerdown', this.down);
    element.addEventListener('pointermove', this.move);
    element.addEventListener('pointerup', this.up);
    element.addEventListener('pointercancel', this.up);
    element.addEventListener('pointerleave', this.leave);
    element.addEventListener('dblclick', this.double);
    element.addEventListener('keydown', this.key);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(element);
    this.recolour();
  }

  dispose(): void {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.element.replaceChildren();
  }

  get work(): FlameWork {
    return this.picture.work;
  }

  update(model: FlameModel): void {
    this.model = model;
    const height = `${TOP + model.data.derived.lanes.count * LANE + LANE}px`;
    if (this.spacer.style.height !== height) this.spacer.style.height = height;
    this.redraw();
  }

  recolour(): void {
    this.picture.use(palette(this.element));
    this.redraw();
  }

  /** Scrolls until the lane of a row can be seen, and moves the window if it lies outside. */
  reveal(row: number): void {
    const { model } = this;
    if (!model || row < 0 || row >= model.data.derived.lanes.lane.length) return;
    const top = model.data.derived.lanes.lane[row] * LANE;
    const seen = this.height - AXIS - LANE;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top > this.element.scrollTop + seen) this.element.scrollTop = top - seen;
    const { from, to } = model.window;
    const start = model.data.start[row];
    const end = model.data.duration[row] < 0 ? model.data.end : start + model.data.duration[row];
    if (end < from || start > to) {
      const half = (to - from) / 2;
      this.host.show({ from: start - half, to: start + half });
    }
  }

  rowAt(x: number, y: number): number {
    return this.picture.rowAt(x, y, this.element.scrollTop);
  }

  readonly redraw = (): void => {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  };

  private draw(): void {
    this.frame = 0;
    const { model } = this;
    if (!model) return;
    // Moved to another screen, the size stays and the pixels change.
    this.picture.resize(this.width, this.height);
    this.picture.draw({
      data: model.data,
      window: model.window,
      scroll: this.element.scrollTop,
      selected: model.selected,
      hovered: this.hovered,
      matches: model.matches,
      brush: this.brush,
    });
  }

  private measure(): void {
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    this.picture.resize(this.width, this.height);
    // At once: a canvas that was resized is empty until it is drawn.
    cancelAnimationFrame(this.frame);
    this.draw();
  }

  private timeAt(x: number): number {
    const { from, to } = this.model!.window;
    return from + (x / this.width) * (to - from);
  }

  private place(event: MouseEvent): { x: number; y: number } {
    const box = this.picture.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private readonly wheel = (event: WheelEvent): void => {
    if (!this.model) return;
    const { x } = this.place(event);
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.host.zoom(Math.exp(Math.max(-100, Math.min(100, event.deltaY)) * 0.005), this.timeAt(x));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.host.pan((event.deltaX || event.deltaY) / Math.max(this.width, 1));
    }
  };

  private readonly down = (event: PointerEvent): void => {
    if (event.button !== 0 || !this.model) return;
    const { x, y } = this.place(event);
    // The scroll bar is the browser's.
    if (x > this.width) return;
    this.drag = { x, y, axis: y < AXIS, window: this.model.window, scroll: this.element.scrollTop, moved: false };
    this.element.setPointerCapture(event.pointerId);
  };

  private readonly move = (event: PointerEvent): void => {
    const { x, y } = this.place(event);
    const { drag } = this;
    if (!drag) {
      this.hover(this.rowAt(x, y), x, y);
      return;
    }
    if (!drag.moved && Math.abs(x - drag.x) + Math.abs(y - drag.y) < DRAG_FROM) return;
    drag.moved = true;
    this.hover(-1, x, y);
    if (drag.axis) {
      this.brush = { from: Math.max(0, Math.min(x, drag.x)), to: Math.min(this.width, Math.max(x, drag.x)) };
      this.redraw();
    } else {
      const by = ((drag.x - x) / this.width) * (drag.window.to - drag.window.from);
      this.host.show({ from: drag.window.from + by, to: drag.window.to + by });
      this.element.scrollTop = drag.scroll + drag.y - y;
    }
  };

  private readonly up = (event: PointerEvent): void => {
    const { drag, brush } = this;
    this.drag = null;
    this.brush = null;
    if (!drag || event.type === 'pointercancel') return;
    const { x, y } = this.place(event);
    if (brush) this.host.show({ from: this.timeAt(brush.from), to: this.timeAt(brush.to) });
    else if (!drag.moved) this.host.select(this.rowAt(x, y));
    this.redraw();
  };

  private readonly leave = (): void => this.hover(-1, 0, 0);

  private readonly double = (event: MouseEvent): void => {
    const { x, y } = this.place(event);
    const row = this.rowAt(x, y);
    if (row >= 0) this.host.fitRow(row);
    else if (this.model) this.host.show({ from: -Infinity, to: Infinity });
  };

  private hover(row: number, x: number, y: number): void {
    this.host.hover(row, x, y);
    if (row === this.hovered) return;
    this.hovered = row;
    this.redraw();
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.model) return;
    const moved = this.walk(event.key);
    if (moved !== null) {
      if (moved >= 0) this.host.select(moved);
    } else {
      const act = this.moves[event.code];
      if (!act || event.shiftKey) return;
      act();
    }
    event.preventDefault();
  };

  private readonly moves: Record<string, () => void> = {
    KeyW: () => this.host.zoom(1 / ZOOM_STEP),
    KeyS: () => this.host.zoom(ZOOM_STEP),
    KeyA: () => this.host.pan(-PAN_STEP),
    KeyD: () => this.host.pan(PAN_STEP),
  };

  /** The row that an arrow key leads to, -1 if there is none that way; null for other keys. */
  private walk(key: string): number | null {
    const { data, selected } = this.model!;
    const { order, place, end } = data.derived;
    if (!/^Arrow(Up|Down|Left|Right)$/.test(key)) return null;
    if (selected < 0 || selected >= place.length) return order.length > 0 ? order[0] : -1;
    const at = place[selected];
    const above = data.parent[selected];
    const first = above < 0 ? 0 : place[above] + 1;
    switch (key) {
      case 'ArrowUp':
        return above;
      case 'ArrowDown':
        return end[selected] > at + 1 ? order[at + 1] : -1;
      case 'ArrowRight':
        return end[selected] < (above < 0 ? order.length : end[above]) ? order[end[selected]] : -1;
      default: {
        let before = -1;
        for (let sibling = first; sibling < at; sibling = end[order[sibling]]) before = order[sibling];
        return before;
      }
    }
  }
}

interface Drag {
  x: number;
  y: number;
  axis: boolean;
  window: TimeWindow;
  scroll: number;
  moved: boolean;
}
