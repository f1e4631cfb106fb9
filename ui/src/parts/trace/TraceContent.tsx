import { useEffect, useState } from 'preact/hooks';
import { valueOf, keyOf, loadContent, type Content, type Place } from '../../state/contents';
import type { OpenTrace } from '../../state/trace';
import { FieldValue } from '../detail/Values';
import { TraceFile } from '../Media';

const FIELDS = [
  ['input', 'Input'],
  ['output', 'Output'],
  ['metadata', 'Metadata'],
] as const;

/** What went into a trace and what came out of it, apart from its spans. For files with one trace: others have rows. */
export function TraceContent({ trace }: { trace: OpenTrace }) {
  const place: Place = { file: trace.file, part: 0 };
  const [content, setContent] = useState<Content | null>(null);
  const [failure, setFailure] = useState('');
  const status = trace.about.value?.traces[0]?.status ?? 'ok';
  useEffect(() => {
    const stop = new AbortController();
    loadContent(place, keyOf(place, status), false, stop.signal).then(
      (loaded) => setContent(loaded),
      (e: Error) => {
        if (!stop.signal.aborted) setFailure(e.message);
      },
    );
    return () => stop.abort();
  }, [trace, status]);
  if (failure) return <p class="error-text trace-content">{failure}</p>;
  if (!content) return <p class="soft trace-content">Loading…</p>;
  const found = FIELDS.flatMap(([field, title]) => {
    const value = valueOf(content, field);
    return value ? [{ field, title, value }] : [];
  });
  return (
    <TraceFile.Provider value={trace.file}>
      <div class="trace-content">
        {found.map(({ field, title, value }) => (
          <section key={field}>
            <h2>{title}</h2>
            <FieldValue value={value} place={place} label={field} content={content} />
          </section>
        ))}
        {found.length === 0 && <p class="soft">Neither an input nor an output was recorded with the trace.</p>}
      </div>
    </TraceFile.Provider>
  );
}
