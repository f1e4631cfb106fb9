import type { IconName } from '../parts/Icon';
import { iconElement } from './icons';
import type { TreeHost } from './Tree';
import type { TreeRow } from './TreeRow';

/**
 * What can be done with the row below the pointer. There is one set of buttons for all rows; they are no tab stops, as
 * each has a key.
 */
export class RowActions {
  private readonly bar = document.createElement('span');

  constructor(host: TreeHost, rowOf: (target: EventTarget | null) => number) {
    this.bar.className = 'tree-actions';
    this.add('fit', 'Fit to this span (f)', rowOf, (row) => host.fit(row));
    this.add('filter', 'Only this subtree (x)', rowOf, (row) => host.only(row));
    this.add('link', 'Copy link (y l)', rowOf, (row) => host.copyLink(row));
  }

  /** Moves into the row; null takes the buttons away. */
  over(view: TreeRow | null): void {
    if (!view) this.bar.remove();
    else if (this.bar.parentElement !== view.names) view.names.append(this.bar);
  }

  private add(
    icon: IconName,
    title: string,
    rowOf: (target: EventTarget | null) => number,
    run: (row: number) => void,
  ) {
    const button = document.createElement('button');
    button.type = 'button';
    button.tabIndex = -1;
    button.title = title;
    button.setAttribute('aria-label', title);
    button.append(iconElement(icon, 14));
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      const row = rowOf(event.target);
      if (row >= 0) run(row);
    });
    button.addEventListener('dblclick', (event) => event.stopPropagation());
    this.bar.append(button);
  }
}
