import { count, grouped } from '../../lib/format';
import { segments, type TokenSegment, type Usage } from '../../lib/tokens';

const NAMES: Record<TokenSegment['name'], string> = {
  cached: 'read from cache',
  written: 'written to cache',
  fresh: 'fresh',
  reasoning: 'reasoning',
  answer: 'answer',
};

/** How many tokens went in and came out, and what of them was cached or thought. */
export function TokenBar({ usage }: { usage: Usage }) {
  const { input, output } = segments(usage);
  const most = Math.max(usage.input ?? 0, usage.output ?? 0, 1);
  return (
    <div class="tokens">
      <Bar name="In" total={usage.input} parts={input} most={most} />
      <Bar name="Out" total={usage.output} parts={output} most={most} />
    </div>
  );
}

function Bar({
  name,
  total,
  parts,
  most,
}: {
  name: string;
  total: number | null;
  parts: TokenSegment[];
  most: number;
}) {
  if (total === null && parts.length === 0) return null;
  const told = parts.length > 1 || parts.some((part) => part.name !== 'fresh' && part.name !== 'answer');
  return (
    <div class="tokens-row">
      <span class="soft">{name}</span>
      <span class="number tokens-total" title={total === null ? undefined : grouped(total)}>
        {total === null ? '–' : count(total)}
      </span>
      <span class="tokens-track">
        <span class="tokens-bar" style={{ width: `${Math.max(1, ((total ?? 0) / most) * 100)}%` }} aria-hidden="true">
          {parts.map((part) => (
            <i key={part.name} data-part={part.name} style={{ flexGrow: String(part.tokens) }} />
          ))}
        </span>
      </span>
      {told && (
        <span class="tokens-parts soft">
          {parts.map((part) => (
            <span key={part.name} class="tokens-part" title={grouped(part.tokens)}>
              <i data-part={part.name} aria-hidden="true" />
              <span class="number">{count(part.tokens)}</span> {NAMES[part.name]}
            </span>
          ))}
        </span>
      )}
    </div>
  );
}
