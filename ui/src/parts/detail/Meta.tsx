import type { ComponentChildren } from 'preact';
import { time } from '../../lib/format';
import { elements, type Json, kindOf, source, stringOf, whole } from '../../lib/json';
import type { SpanFacts } from '../../lib/spanFacts';
import { type Content, textOf } from '../../state/contents';
import { CopyButton } from '../CopyButton';
import { JsonTree } from '../JsonTree';

/** Fields that are shown elsewhere. */
const SHOWN = new Set([
  'type', 'id', 'parent_id', 'name', 'ts', 'duration_s', 'status', 'kind', 'tags', 'metadata', 'input', 'output', 'error',
  'thread', 'trace_id', 'children', 'stats', 'format',
]); // prettier-ignore

/** What else is known: ids, times, tags, metadata. */
export function Meta({ facts, content }: { facts: SpanFacts; content: Content }) {
  const others = [...content.start, ...content.end].filter(([name]) => !SHOWN.has(name));
  const tags = content.end.get('tags') ?? content.start.get('tags');
  return (
    <div class="meta">
      <dl class="meta-list">
        <Id name="Span" id={content.id} />
        <Id name="Parent" id={content.parentId} />
        <Id name="Trace" id={textOf(content, 'trace_id')} />
        {facts.start !== null && <Entry name="Started">{time(facts.start)}</Entry>}
        {textOf(content, 'ts') && (
          <Entry name="Recorded as">{textOf({ ...content, end: new Map() }, 'ts') ?? textOf(content, 'ts')}</Entry>
        )}
        {textOf(content, 'thread') && (
          <Entry name="Thread">
            <bdi>{textOf(content, 'thread')}</bdi>
          </Entry>
        )}
        <Entry name="File">
          <bdi>{content.place.file}</bdi>
        </Entry>
        {tags && kindOf(tags) === 'array' && (
          <Entry name="Tags">
            {elements(tags)
              .slice(0, 50)
              .map((tag, at) => (
                <bdi key={at} class="chip">
                  {kindOf(tag) === 'string' ? stringOf(tag, 100) : source(tag).slice(0, 100)}
                </bdi>
              ))}
          </Entry>
        )}
      </dl>
      {content.metadata ? <Section name="Metadata" json={content.metadata} /> : <p class="faint">No metadata</p>}
      {['stats', 'children'].map(
        (name) =>
          content.end.has(name) && (
            <Section key={name} name={name === 'stats' ? 'Totals' : 'Children'} json={content.end.get(name)!} />
          ),
      )}
      {others.length > 0 && (
        <Section
          name="Other fields"
          json={whole(
            `{${[...new Map(others)].map(([name, json]) => `${JSON.stringify(name)}:${source(json)}`).join(',')}}`,
          )}
        />
      )}
    </div>
  );
}

function Section({ name, json }: { name: string; json: Json }) {
  return (
    <section class="meta-section">
      <h3>{name}</h3>
      <JsonTree json={json} label={name} />
    </section>
  );
}

function Entry({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt class="soft">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Id({ name, id }: { name: string; id: string | null }) {
  if (id === null) return null;
  return (
    <Entry name={name}>
      <bdi class="mono clip">{id}</bdi>
      <CopyButton text={() => id} what={`the id`} />
    </Entry>
  );
}
