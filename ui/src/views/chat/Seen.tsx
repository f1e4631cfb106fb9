import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  /** Pixels, until it was drawn once. */
  estimate: number;
  /** Drawn in any case. */
  always?: boolean;
  class?: string;
  id?: string;
  children: () => ComponentChildren;
}

const callbacks = new WeakMap<Element, (near: boolean) => void>();
let observer: IntersectionObserver | null = null;

/** One for all: what is near the screen. */
function observing(): IntersectionObserver {
  return (observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) callbacks.get(target)?.(isIntersecting);
    },
    { rootMargin: '1200px 0px' },
  ));
}

/** Content that is there only while it is near the screen; elsewhere there is an empty box of the same height. */
export function Seen({ estimate, always = false, class: name, id, children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const height = useRef(estimate);
  const [near, setNear] = useState(false);
  const drawn = near || always;
  useEffect(() => {
    const target = element.current!;
    callbacks.set(target, (isNear) => {
      if (!isNear && target.offsetHeight > 0) height.current = target.offsetHeight;
      setNear(isNear);
    });
    observing().observe(target);
    return () => observing().unobserve(target);
  }, []);
  return (
    <div ref={element} id={id} class={name} style={drawn ? undefined : { height: `${height.current}px` }}>
      {drawn && children()}
    </div>
  );
}
