import { useEffect, useState } from 'preact/hooks';

const LATE_MS = 150;

/** Shown only when there is something to wait for. */
export function Skeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="skeleton" role="status">
      {late && (
        <>
          <span class="visually-hidden">Loading traces</span>
          {Array.from({ length: 12 }, (_, i) => (
            <div key={i} class="skeleton-row" aria-hidden="true" />
          ))}
        </>
      )}
    </div>
  );
}
