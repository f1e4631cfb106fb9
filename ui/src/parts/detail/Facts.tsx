import type { ComponentChildren } from 'preact';
import { cost as costText, duration } from '../../lib/format';
import type { SpanFacts } from '../../lib/spanFacts';
import { speed, speedText, type Usage, usageOf } from '../../lib/tokens';
import type { Content } from '../../state/contents';
import { TokenBar } from './TokenBar';

/** How long it took, how fast it came, what it cost. */
export function Facts({ facts, content }: { facts: SpanFacts; content: Content | null }) {
  const usage = usageOf(content?.known);
  const perSecond = facts.isRunning
    ? null
    : speed(usage?.output ?? facts.outputTokens, facts.duration, facts.firstToken);
  const isModel = facts.model !== null || usage !== null;
  return (
    <div class="facts">
      <dl class="facts-row">
        <Fact name={facts.isRunning ? 'Running for' : 'Duration'}>{duration(facts.duration)}</Fact>
        {facts.firstToken !== null && <Fact name="First token">{duration(facts.firstToken)}</Fact>}
        {perSecond !== null && (
          <Fact name="Speed">
            {speedText(perSecond)} <small>tok/s</small>
          </Fact>
        )}
        {isModel && content && <Cost usage={usage} facts={facts} content={content} />}
        {facts.offset !== null && <Fact name="Starts at">+{duration(Math.max(0, facts.offset))}</Fact>}
      </dl>
      {facts.firstToken !== null && facts.firstToken <= facts.duration && (
        <FirstTokenBar first={facts.firstToken} whole={facts.duration} />
      )}
      {usage && <TokenBar usage={usage} />}
    </div>
  );
}

function Fact({ name, note, children }: { name: string; note?: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt class="faint">{name}</dt>
      <dd class="number">
        {children}
        {note && <small class="faint"> {note}</small>}
      </dd>
    </div>
  );
}

function Cost({ usage, facts, content }: { usage: Usage | null; facts: SpanFacts; content: Content }) {
  const date = content.known['price_date'];
  if (usage?.cost !== null && usage?.cost !== undefined) {
    return (
      <Fact name="Cost" note={typeof date === 'string' ? `prices of ${date.slice(0, 20)}` : 'as recorded'}>
        {costText(usage.cost)}
      </Fact>
    );
  }
  const estimated = content.cost ?? facts.cost;
  if (estimated !== null) {
    return (
      <Fact name="Cost" note="estimated">
        {costText(estimated)}
      </Fact>
    );
  }
  // Without tokens there is nothing to price.
  if (!usage) return null;
  return (
    <Fact name="Cost" note="no price known">
      –
    </Fact>
  );
}

/** The wait before the first token, as part of the whole. */
function FirstTokenBar({ first, whole }: { first: number; whole: number }) {
  const share = whole > 0 ? Math.min(100, (first / whole) * 100) : 0;
  const text = `${duration(first)} until the first token, ${duration(Math.max(0, whole - first))} of answer`;
  return (
    <div class="ttft" role="img" aria-label={text} title={text}>
      <i class="ttft-wait" style={{ width: `${share}%` }} />
      <i class="ttft-answer" />
    </div>
  );
}
