/** What a call used. Null: the provider did not say. */
export interface Usage {
  /** The total, cached ones included. */
  input: number | null;
  output: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
  /** Part of the output. */
  reasoning: number | null;
  /** US dollars, as recorded. */
  cost: number | null;
}

/** Of `metadata.token_usage`; null if there is none. */
export function usageOf(metadata: unknown): Usage | null {
  const usage = (metadata as { token_usage?: unknown } | null | undefined)?.token_usage;
  if (typeof usage !== 'object' || usage === null || Array.isArray(usage)) return null;
  const number = (name: string) => {
    const value = Object.hasOwn(usage, name) ? (usage as Record<string, unknown>)[name] : null;
    return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : null;
  };
  return {
    input: number('input_tokens'),
    output: number('output_tokens'),
    cacheRead: number('cache_read_tokens'),
    cacheWrite: number('cache_creation_tokens'),
    reasoning: number('reasoning_tokens'),
    cost: number('cost'),
  };
}

export interface TokenSegment {
  name: 'cached' | 'written' | 'fresh' | 'reasoning' | 'answer';
  tokens: number;
}

/** Parts of input and output that are not empty. Parts that are larger than their whole are cut to it. */
export function segments(usage: Usage): { input: TokenSegment[]; output: TokenSegment[] } {
  const input = usage.input ?? (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  const cached = Math.min(usage.cacheRead ?? 0, input);
  const written = Math.min(usage.cacheWrite ?? 0, input - cached);
  const output = usage.output ?? usage.reasoning ?? 0;
  const reasoning = Math.min(usage.reasoning ?? 0, output);
  const filled = (all: TokenSegment[]) => all.filter((segment) => segment.tokens > 0);
  return {
    input: filled([
      { name: 'cached', tokens: cached },
      { name: 'written', tokens: written },
      { name: 'fresh', tokens: input - cached - written },
    ]),
    output: filled([
      { name: 'reasoning', tokens: reasoning },
      { name: 'answer', tokens: output - reasoning },
    ]),
  };
}

/** Output tokens a second, while they came: from the first one if that is known. Durations in microseconds. */
export function speed(output: number | null, duration: number, firstToken: number | null): number | null {
  if (output === null || output <= 0 || !(duration > 0)) return null;
  const coming = firstToken !== null && firstToken >= 0 && firstToken < duration ? duration - firstToken : duration;
  // An answer that came in one piece says nothing about speed from its first token on.
  const base = coming < 0.02 * duration ? duration : coming;
  return output / (base / 1e6);
}

/** `62`, `8.4`, `1,200`. */
export const speedText = (perSecond: number): string =>
  perSecond < 10 ? String(Number(perSecond.toFixed(1))) : Math.round(perSecond).toLocaleString('en-US');
