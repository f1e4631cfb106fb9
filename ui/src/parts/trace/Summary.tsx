import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { costOf, count, duration, grouped, plural, time } from '../../lib/format';
import { lazy } from '../../lib/lazy';
import { errorNumber } from '../../lib/moves';
import type { Totals, TracePart, TraceStatus } from '../../lib/protocol';
import { links } from '../../lib/router';
import type { OpenTrace } from '../../state/trace';
import { Icon } from '../Icon';
import { StatusMark } from '../StatusMark';

const SUMS = [
  'spans', 'errors', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheCreationTokens', 'reasoningTokens', 'cost',
  'unpriced',
] as const; // prettier-ignore

export function sumOf(parts: readonly TracePart[]): Totals {
  const sum = Object.fromEntries(SUMS.map((name) => [name, 0])) as unknown as Totals;
  for (const { totals } of parts) for (const name of SUMS) sum[name] += totals[name];
  return sum;
}

const WORST: readonly TraceStatus[] = ['crashed', 'error', 'interrupted', 'running', 'ok'];

const worst = (parts: readonly TracePart[]): TraceStatus =>
  WORST.find((status) => parts.some((part) => part.status === status)) ?? 'ok';

interface FigureProps {
  name: string;
  title?: string;
  /** On narrow screens the name stands behind the number; otherwise the number speaks for itself. */
  unit?: boolean;
  children: ComponentChildren;
}

function Figure({ name, title, unit, children }: FigureProps) {
  return (
    <div class={unit ? 'figure has-unit' : 'figure'} title={title}>
      <dt>{name}</dt>
      <dd class="number">{children}</dd>
    </div>
  );
}

function Tokens({ totals }: { totals: Totals }) {
  const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens, reasoningTokens } = totals;
  if (inputTokens + outputTokens === 0) return null;
  const title = [
    `${grouped(inputTokens)} in`,
    cacheReadTokens > 0 && `${grouped(cacheReadTokens)} of them read from a cache`,
    cacheCreationTokens > 0 && `${grouped(cacheCreationTokens)} written to a cache`,
    `${grouped(outputTokens)} out`,
    reasoningTokens > 0 && `${grouped(reasoningTokens)} of them for reasoning`,
  ];
  return (
    <Figure name="Tokens" title={title.filter(Boolean).join('\n')}>
      {count(inputTokens)} <span class="faint">in</span>
      {cacheReadTokens > 0 && <span class="faint"> ({count(cacheReadTokens)} cached)</span>} {count(outputTokens)}{' '}
      <span class="faint">out</span>
    </Figure>
  );
}

/** The models of a trace's calls, most used first. */
function modelsOf(trace: OpenTrace): string[] {
  const data = trace.data.value;
  if (!data) return [];
  const calls = new Map<string, number>();
  for (let at = 0; at < data.llm.count; at++) {
    const model = data.models[data.llm.model[at]];
    if (model) calls.set(model, (calls.get(model) ?? 0) + 1);
  }
  return [...calls].sort((a, b) => b[1] - a[1]).map(([model]) => model);
}

function Models({ models }: { models: readonly string[] }) {
  if (models.length === 0) return null;
  return (
    <Figure name={models.length === 1 ? 'Model' : 'Models'} title={models.join('\n')}>
      {models[0]}
      {models.length > 1 && <span class="faint"> +{models.length - 1}</span>}
    </Figure>
  );
}

function Errors({ trace }: { trace: OpenTrace }) {
  const data = trace.data.value!;
  const { at, of } = errorNumber(data, trace.selected.value);
  if (of === 0) return null;
  return (
    <div class="error-nav" role="group" aria-label="Errors">
      <Icon name="error" />
      <span class="number">
        {trace.selected.value >= 0 && at > 0 && data.status[trace.selected.value] === 1
          ? `${grouped(at)} of ${grouped(of)}`
          : plural(of, 'error')}
      </span>
      <button
        type="button"
        class="button quiet"
        title="Previous error (E)"
        aria-label="Previous error"
        onClick={() => trace.nextError(-1)}
      >
        <Icon name="chevronLeft" />
      </button>
      <button
        type="button"
        class="button quiet"
        title="Next error (e)"
        aria-label="Next error"
        onClick={() => trace.nextError(1)}
      >
        <Icon name="chevronRight" />
      </button>
    </div>
  );
}

const TraceContent = lazy(async () => (await import('./TraceContent')).TraceContent);

/** What a trace was, in one line: how it ended, how long it took, what it cost. */
export function Summary({ trace, name }: { trace: OpenTrace; name: string }) {
  const [content, showContent] = useState(false);
  const parts = trace.about.value?.traces ?? [];
  const data = trace.data.value!;
  const one = parts.length === 1 ? parts[0] : null;
  const totals = sumOf(parts);
  const status = worst(parts);
  const starts = parts.flatMap(({ start }) => start ?? []);
  const took = one
    ? (one.duration ?? (one.status === 'running' || one.status === 'crashed' ? data.end : null))
    : data.end;
  const tags = [...new Set(parts.flatMap((part) => part.tags))];
  const threads = [...new Set(parts.flatMap(({ thread }) => thread ?? []))];
  const releases = [...new Set(parts.flatMap(({ release }) => release ?? []))];
  const parents = parts.flatMap(({ parent }) => (parent?.file ? [parent] : []));
  return (
    <section class="summary" aria-label="Summary">
      <div class="summary-name">
        <StatusMark status={status} />
        <h1 class="clip" title={name}>
          {name}
        </h1>
        {parents.slice(0, 1).map(({ file, spanId }) => (
          <a key={file} class="chip" href={links.trace(file!, spanId ? { span: spanId } : {})} title={file!}>
            <Icon name="child" size={12} /> part of {file!.split('/').at(-1)}
          </a>
        ))}
      </div>
      <dl class="figures">
        {took !== null && (
          <Figure name="Duration" title={starts.length > 0 ? `Began ${time(Math.min(...starts))}` : undefined}>
            {duration(took)}
          </Figure>
        )}
        {starts.length > 0 && (
          <div class="figure is-start">
            <dt>Start</dt>
            <dd class="number">{time(Math.min(...starts))}</dd>
          </div>
        )}
        {parts.length > 1 && (
          <Figure name="Traces" unit>
            {grouped(parts.length)}
          </Figure>
        )}
        <Figure name={totals.spans === 1 ? 'Span' : 'Spans'} unit title={grouped(totals.spans)}>
          {count(totals.spans)}
        </Figure>
        <Tokens totals={totals} />
        {(totals.cost > 0 || totals.unpriced > 0) && (
          <Figure
            name="Cost"
            title={totals.unpriced > 0 ? `${plural(totals.unpriced, 'call')} without a known price` : undefined}
          >
            {costOf(totals)}
          </Figure>
        )}
        <Models models={modelsOf(trace)} />
        {releases.length > 0 && <Figure name="Release">{releases.join(', ')}</Figure>}
        {threads.length > 0 && (
          <Figure name="Thread" title={threads.join('\n')}>
            <a href={links.thread(threads[0])}>{threads[0]}</a>
          </Figure>
        )}
      </dl>
      {tags.length > 0 && (
        <ul class="summary-tags" role="list" aria-label="Tags">
          {tags.map((tag) => (
            <li key={tag} class="chip">
              {tag}
            </li>
          ))}
        </ul>
      )}
      <div class="summary-end">
        {one && (one.hasInput || one.hasOutput) && (
          <button
            type="button"
            class="button quiet"
            aria-expanded={content}
            title="What went into the trace and what came out"
            onClick={() => showContent(!content)}
          >
            Content
            <Icon name={content ? 'chevronDown' : 'chevronRight'} size={12} />
          </button>
        )}
        <Errors trace={trace} />
      </div>
      {content && one && <TraceContent trace={trace} />}
    </section>
  );
}
