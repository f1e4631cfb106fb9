import { useState } from 'preact/hooks';
import { plural } from '../lib/format';
import { jsonOf } from '../lib/json';
import type { ChatCall } from '../lib/protocol';
import { attachments, type Attachments } from '../lib/toolResults';
import { Icon } from './Icon';
import { JsonTree } from './JsonTree';
import { Message } from './Message';

interface Props {
  call: ChatCall;
  /** Of the whole lane; of this call alone if absent. */
  attachments?: Attachments;
  running?: boolean;
  /** The tools it was offered are those of the call before. */
  sameTools?: boolean;
  /** Of many messages only the last are shown at first. */
  folds?: boolean;
  /** Asks for the messages that were left out; they cannot be shown without. */
  onEarlier?: () => Promise<unknown>;
}

/** What a model was asked and what it answered. Used by the chat, the detail of a span and threads. */
export function ChatCallView({
  call,
  attachments: known,
  running = false,
  sameTools = false,
  folds = false,
  onEarlier,
}: Props) {
  const { results, attached } = known ?? attachments([call]);
  const [unfolded, setUnfolded] = useState(false);
  const folded = folds && !unfolded ? lastBegin(call.messages) : 0;
  const show = (messages: ChatCall['messages']) =>
    messages.map((message, at) => <Message key={at} message={message} results={results} attached={attached} />);
  return (
    <div class="chat-call-messages">
      {call.tools.length > 0 && !sameTools && <Tools tools={call.tools} />}
      {call.rest !== null && call.rest !== undefined && (
        <details class="fold">
          <summary>
            <Icon name="more" /> Other input
          </summary>
          <JsonTree json={jsonOf(call.rest)} label="Other input" />
        </details>
      )}
      {call.earlier > 0 && <Earlier count={call.earlier} onShow={onEarlier} />}
      {folded > 0 && (
        <Earlier
          count={folded}
          onShow={() => {
            setUnfolded(true);
            return Promise.resolve();
          }}
        />
      )}
      {show(call.messages.slice(folded))}
      {call.cut && (
        <p class="faint">
          <Icon name="warning" /> These messages are longer than a page can show; the input has them whole.
        </p>
      )}
      {call.answer.length > 0 && (call.messages.length > 0 || call.earlier > 0) && (
        <span class="visually-hidden">Answer</span>
      )}
      {call.answer.map((message, at) => (
        <div key={at} class="answer">
          {call.answer.length > 1 && (
            <p class="faint answer-number">
              Answer {at + 1} of {call.answer.length}
            </p>
          )}
          <Message message={message} results={results} attached={attached} />
        </div>
      ))}
      {running && call.answer.length === 0 && (
        <p class="answering soft" role="status">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          answering…
        </p>
      )}
    </div>
  );
}

const MANY = 10;
const LAST = 4;

/** Where the last messages begin, if there are many: not between a call of a tool and its result. */
function lastBegin(messages: ChatCall['messages']): number {
  if (messages.length <= MANY) return 0;
  let begin = messages.length - LAST;
  while (begin > 0 && messages[begin].parts.some((part) => part.type === 'tool_result')) begin--;
  return begin;
}

function Earlier({ count, onShow }: { count: number; onShow?: () => Promise<unknown> }) {
  const [busy, setBusy] = useState(false);
  const text = `${plural(count, 'earlier message')}`;
  if (!onShow) return <p class="earlier faint">{text}, as before</p>;
  return (
    <p class="earlier">
      <button
        type="button"
        class="button quiet small"
        aria-busy={busy}
        onClick={() => {
          setBusy(true);
          void onShow().finally(() => setBusy(false));
        }}
      >
        <Icon name="chevronRight" size={12} /> {text}
      </button>
    </p>
  );
}

function Tools({ tools }: { tools: ChatCall['tools'] }) {
  const [open, setOpen] = useState(false);
  const names = tools.map((tool) => tool.name).join(', ');
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="tool" /> {plural(tools.length, 'tool')} offered
        <bdi class="faint clip">{names.length > 300 ? names.slice(0, 300) : names}</bdi>
      </summary>
      {open && (
        <ul role="list" class="tools-offered">
          {tools.map((tool, at) => (
            <li key={at}>
              <bdi class="mono">
                <strong>{tool.name}</strong>
              </bdi>
              {tool.description && <p class="soft tool-description">{tool.description.slice(0, 2000)}</p>}
              {tool.schema !== null && tool.schema !== undefined && (
                <JsonTree json={jsonOf(tool.schema)} label={`Schema of ${tool.name}`} />
              )}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
