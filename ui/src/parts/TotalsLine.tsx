import { costOf, count, grouped, plural } from '../lib/format';
import type { Totals } from '../lib/protocol';

/** Sums of several traces, after how many there are. */
export function TotalsLine({ traces, totals }: { traces: string; totals: Totals }) {
  const tokens = totals.inputTokens + totals.outputTokens;
  return (
    <p class="totals soft">
      <b>{traces}</b>
      <span title={grouped(totals.spans)}>
        {count(totals.spans)} {totals.spans === 1 ? 'span' : 'spans'}
      </span>
      {totals.errors > 0 && (
        <span class="error-text">
          {count(totals.errors)} {totals.errors === 1 ? 'error' : 'errors'}
        </span>
      )}
      {tokens > 0 && (
        <span title={`${grouped(totals.inputTokens)} in, ${grouped(totals.outputTokens)} out`}>
          {count(tokens)} tokens
          {totals.cacheReadTokens > 0 && <span class="faint"> ({count(totals.cacheReadTokens)} cached)</span>}
        </span>
      )}
      {(totals.cost > 0 || totals.unpriced > 0) && (
        <span title={totals.unpriced > 0 ? `${plural(totals.unpriced, 'call')} without a known price` : undefined}>
          {costOf(totals)}
        </span>
      )}
    </p>
  );
}
