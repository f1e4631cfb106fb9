/** What tests and measurements read of a page: `window.traqo.flame()`. Work counters and times, nothing that acts. */
const probes: Record<string, () => unknown> = {};
(window as unknown as { traqo: typeof probes }).traqo = probes;

/** Adds one; the result takes it away. */
export function probe(name: string, read: () => unknown): () => void {
  probes[name] = read;
  return () => {
    if (probes[name] === read) delete probes[name];
  };
}
