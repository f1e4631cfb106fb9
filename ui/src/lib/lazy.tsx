import type { ComponentType } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** A component whose code is loaded when it is first shown, or before by `preload`. Failures reach the boundary. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>) {
  let loading: Promise<ComponentType<P>> | null = null;
  let Loaded: ComponentType<P> | null = null;
  const preload = () =>
    (loading ??= load().then(
      (component) => (Loaded = component),
      (e: unknown) => {
        loading = null;
        throw e;
      },
    ));
  function Lazy(props: P) {
    const [failure, fail] = useState<{ reason: unknown } | null>(null);
    const [, show] = useState(false);
    useLayoutEffect(() => {
      if (!Loaded)
        preload().then(
          () => show(true),
          (reason: unknown) => fail({ reason }),
        );
    }, []);
    if (failure) throw failure.reason;
    return Loaded ? <Loaded {...props} /> : null;
  }
  return Object.assign(Lazy, { preload });
}
