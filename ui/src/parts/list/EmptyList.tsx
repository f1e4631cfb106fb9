import { about } from '../../lib/about';
import { copyText } from '../../lib/clipboard';
import { cleared, type Filters } from '../../lib/filters';
import { links } from '../../lib/router';
import { Icon } from '../Icon';
import { FilterChips } from './FilterChips';

const SNIPPET = `try (Tracer tracer = Tracer.builder(Path.of("traces/run.jsonl")).open()) {
    String answer = tracer.span("classify").kind(Kind.LLM)
            .input(question)
            .call(span -> callModel(question));
}`;

/** There are no traces yet: how to make one, and that the page sees it when it comes. */
export function NoTraces({ dir }: { dir: string }) {
  const root = about.value?.root;
  return (
    <section class="empty">
      <Icon name="tree" size={32} />
      <h2>No traces {dir ? 'in this folder' : 'yet'}</h2>
      <p class="soft">
        {dir ? (
          <>
            Nothing was recorded in <code>{dir}</code>. <a href={links.list()}>All traces</a>
          </>
        ) : (
          <>
            This page shows what is written to <code>{root ?? '…'}</code>
          </>
        )}
      </p>
      <div class="snippet card">
        <pre tabIndex={0} aria-label="How to record a trace in Java">
          <code>{SNIPPET}</code>
        </pre>
        <button
          type="button"
          class="button quiet"
          aria-label="Copy the example"
          title="Copy"
          onClick={() => void copyText(SNIPPET, 'the example')}
        >
          <Icon name="copy" />
        </button>
      </div>
      <p class="soft">
        Or run <code>./traqo demo</code> for an example.
      </p>
      <p class="watching">
        <span class="live-dot" aria-hidden="true" /> Watching for new files
      </p>
    </section>
  );
}

/** There are traces, but the filters let none through. */
export function NoMatch({
  filters,
  total,
  onChange,
}: {
  filters: Filters;
  total: number;
  onChange: (filters: Filters) => void;
}) {
  return (
    <section class="empty">
      <Icon name="filter" size={32} />
      <h2>No trace matches</h2>
      <p class="soft">None of {total.toLocaleString('en-US')} passes all of these:</p>
      <FilterChips filters={filters} onChange={onChange} />
      <p>
        <button type="button" class="button primary" onClick={() => onChange(cleared(filters))}>
          Show all traces
        </button>
      </p>
    </section>
  );
}
