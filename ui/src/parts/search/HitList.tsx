import { useState } from 'preact/hooks';
import { grouped } from '../../lib/format';
import { kindLook } from '../../lib/kinds';
import type { SearchHit } from '../../lib/protocol';
import { links } from '../../lib/router';
import type { HitGroup } from '../../state/searchRun';
import { Icon, kindIcon } from '../Icon';

/** Hits of one trace that are shown before it is asked for more. */
const SHORT = 20;

/** The server cuts at a number of letters, which this is near: words that it cut in two are left out. */
const CUT = 50;
const lead = (text: string) => (text.length < CUT ? text : text.replace(/^\S*\s/, '… '));
const tail = (text: string) => (text.length < CUT ? text : text.replace(/\s\S*$/, ' …'));

function Hit({ file, hit }: { file: string; hit: SearchHit }) {
  const inTrace = hit.row < 0;
  return (
    <li class="hit">
      <a class="hit-link" href={links.trace(file, hit.id ? { span: hit.id } : {})}>
        <span class="hit-head" data-kind={kindLook(hit.kind)}>
          <Icon name={inTrace ? 'tree' : kindIcon(hit.kind)} />
          <b class="clip">{inTrace ? 'The trace itself' : (hit.span ?? 'span')}</b>
          <span class="faint">{hit.field}</span>
        </span>
        <span class="hit-text">
          {lead(hit.before)}
          <mark>{hit.match}</mark>
          {tail(hit.after)}
        </span>
      </a>
    </li>
  );
}

/** What was found in one trace. */
export function HitList({ group }: { group: HitGroup }) {
  const [all, setAll] = useState(false);
  const { file, name, hits } = group;
  const shown = all ? hits : hits.slice(0, SHORT);
  return (
    <section class="hits">
      <h2 class="hits-head">
        <a class="clip" href={links.trace(file)}>
          {name || file}
        </a>
        <span class="hits-file clip soft">{file}</span>
        <span class="chip number">{grouped(hits.length)}</span>
      </h2>
      <ol role="list">
        {shown.map((hit, i) => (
          <Hit key={i} file={file} hit={hit} />
        ))}
      </ol>
      {shown.length < hits.length && (
        <button type="button" class="button quiet hits-more" onClick={() => setAll(true)}>
          Show {grouped(hits.length - shown.length)} more
        </button>
      )}
    </section>
  );
}
