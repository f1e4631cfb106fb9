import { signal } from '@preact/signals';
import type { Derived } from '../lib/data';

/** Which rows the reader has closed: with a filter other ones than without. */
export class Folding {
  /** Changes with every opening and closing. */
  readonly version = signal(0);
  /** How many levels were opened last; null: not by level. */
  readonly levels = signal<number | null>(null);
  private plain = new Uint8Array(0);
  private filtered = new Uint8Array(0);

  /** 1: what is below the row is hidden. */
  hiding(filtered: boolean): Uint8Array {
    return filtered ? this.filtered : this.plain;
  }

  clear(size: number): void {
    this.plain = new Uint8Array(size);
    this.filtered = new Uint8Array(size);
  }

  /** Under another filter everything is open again. */
  clearFiltered(): void {
    this.filtered = new Uint8Array(this.plain.length);
  }

  grow(size: number): void {
    if (this.plain.length >= size) return;
    this.plain = grown(this.plain, size);
    this.filtered = grown(this.filtered, size);
  }

  toggle(row: number, filtered: boolean): void {
    const hiding = this.hiding(filtered);
    hiding[row] = hiding[row] ? 0 : 1;
    this.version.value++;
  }

  openAll(filtered: boolean): void {
    this.levels.value = null;
    this.hiding(filtered).fill(0);
    this.version.value++;
  }

  /** Opens so many levels, the top ones being the first, and closes everything below. */
  toLevel(levels: number, { depth, children }: Derived, filtered: boolean): void {
    const hiding = this.hiding(filtered);
    for (let row = 0; row < depth.length; row++) hiding[row] = children[row] > 0 && depth[row] >= levels - 1 ? 1 : 0;
    this.levels.value = levels;
    this.version.value++;
  }

  /** Opens everything above a row. */
  openAbove(row: number, parent: Int32Array, filtered: boolean): void {
    const hiding = this.hiding(filtered);
    let opened = false;
    for (let above = parent[row]; above >= 0; above = parent[above]) {
      opened ||= hiding[above] === 1;
      hiding[above] = 0;
    }
    if (opened) this.version.value++;
  }
}

function grown(column: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(size, Math.ceil(column.length * 1.5)));
  larger.set(column);
  return larger;
}

/** As many levels as there are rows for; two at least. */
export function fittingLevels({ depth, deepest, order }: Derived, most: number): number {
  const rows = new Uint32Array(deepest + 1);
  for (let at = 0; at < order.length; at++) rows[depth[order[at]]]++;
  let total = rows[0];
  let levels = 1;
  while (levels <= deepest && (levels < 2 || total + rows[levels] <= most)) total += rows[levels++];
  return levels;
}
