import { useEffect, useState } from 'preact/hooks';
import { errorOf } from '../../parts/detail/copies';
import { ErrorCard } from '../../parts/ErrorCard';
import { keptContent, keyOf, loadContent, valueOf } from '../../state/contents';

/** Why a call has no answer. The conversation does not say: its span does. */
export function CallError({ file, row }: { file: string; row: number }) {
  const place = { file, row };
  const key = keyOf(place, 'error');
  const [content, setContent] = useState(() => keptContent(key));
  useEffect(() => {
    if (content) return undefined;
    const aborting = new AbortController();
    loadContent(place, key, false, aborting.signal).then(setContent, () => undefined);
    return () => aborting.abort();
  }, [key]);
  const error = content && valueOf(content, 'error')?.json;
  return error ? <ErrorCard error={errorOf(error)} /> : null;
}
