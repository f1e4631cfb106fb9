import { duration } from '../../lib/format';
import { type Json, kindOf, stringOf } from '../../lib/json';
import type { Content } from '../../state/contents';
import { JsonValue } from './Values';

const text = (json: Json | undefined) => (json && kindOf(json) === 'string' ? stringOf(json) : '');

/** Point events in a span: when, what, and their data. */
export function Events({ content, start }: { content: Content; start: number | null }) {
  return (
    <ol role="list" class="events">
      {content.events.map(({ index, fields }) => {
        const at = Date.parse(text(fields.get('ts'))) * 1000;
        const data = fields.get('data');
        return (
          <li key={index}>
            <header>
              <strong>
                <bdi>{text(fields.get('name')) || 'event'}</bdi>
              </strong>
              <span class="faint number" title={text(fields.get('ts'))}>
                {start !== null && at >= start ? `+${duration(at - start)}` : text(fields.get('ts'))}
              </span>
            </header>
            {data && <JsonValue json={data} label="event" />}
          </li>
        );
      })}
    </ol>
  );
}
