/** Kinds that have a colour of their own. */
export const COLOURED = ['llm', 'agent', 'tool', 'retriever', 'embedding', 'guardrail'] as const;

const KNOWN: ReadonlySet<string> = new Set([...COLOURED, 'chain', 'trace']);

/** Steps of grey for kinds that a program made up. */
export const OWN = 4;

/** Whether a program made it up. */
export const isOwn = (kind: string | null): kind is string => !!kind && !KNOWN.has(kind);

/** Name of its colour, for `data-kind` and `--kind-…`: its own, `other`, or one of `own-0` to `own-3`. */
export function kindLook(kind: string | null | undefined): string {
  if (!kind || kind === 'chain') return 'other';
  if (KNOWN.has(kind)) return kind;
  let hash = 0;
  for (const letter of kind) hash = (hash * 31 + letter.codePointAt(0)!) >>> 0;
  return `own-${hash % OWN}`;
}
