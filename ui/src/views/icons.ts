import { h, render } from 'preact';
import { Icon, type IconName } from '../parts/Icon';

const made = new Map<string, Element>();

/** A drawing for views that make their elements themselves. */
export function iconElement(name: IconName, size = 14): Element {
  const key = `${name} ${size}`;
  let element = made.get(key);
  if (!element) {
    const holder = document.createElement('div');
    render(h(Icon, { name, size }), holder);
    element = holder.firstElementChild!;
    made.set(key, element);
  }
  return element.cloneNode(true) as Element;
}
