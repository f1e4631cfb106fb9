import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { changeKeys, commands, keyName, keySettings, keysOf, liveKeys, type Command } from '../../lib/commands';
import { helpOpen } from '../../lib/palette';
import { Dialog } from '../Dialog';
import { Icon } from '../Icon';
import { Kbd } from '../Kbd';

const GROUPS: readonly Command['group'][] = ['Go', 'List', 'Tree', 'View', 'Zoom', 'Live', 'Copy', 'Page'];
const SECOND_KEY_MS = 800;

function setKeys(id: string, keys: string[] | null): void {
  const { on, own } = keySettings.peek();
  const { [id]: _before, ...others } = own;
  changeKeys({ on, own: keys ? { ...others, [id]: keys } : others });
}

/** Waits for one key, or two shortly after each other. Escape leaves all as it is, Backspace takes the keys away. */
function KeyCapture({ command, done }: { command: Command; done: () => void }) {
  const field = useRef<HTMLButtonElement>(null);
  const [first, setFirst] = useState<string | null>(null);
  // Before the next key can come, not a frame later.
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (first === null) return undefined;
    const timer = setTimeout(() => {
      setKeys(command.id, [first]);
      done();
    }, SECOND_KEY_MS);
    return () => clearTimeout(timer);
  }, [first]);
  return (
    <button
      ref={field}
      type="button"
      class="button key-capture"
      aria-label={`Press the new key for: ${command.title}. Escape cancels, Backspace removes.`}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Tab') return;
        event.preventDefault();
        event.stopPropagation();
        const key = keyName(event);
        if (event.key === 'Escape') done();
        else if (event.key === 'Backspace' && first === null) {
          setKeys(command.id, []);
          done();
        } else if (key !== null && first === null) setFirst(key);
        else if (key !== null) {
          setKeys(command.id, [`${first} ${key}`]);
          done();
        }
      }}
    >
      {first === null ? 'Press a key…' : <Kbd keys={[first]} />}
    </button>
  );
}

function Line({ command, others }: { command: Command; others: readonly Command[] }) {
  const [capturing, setCapturing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const keys = liveKeys(command);
  const changed = command.id in keySettings.value.own;
  const clash = others.find((other) => other.id !== command.id && keysOf(other).some((key) => keys.includes(key)));
  const done = () => {
    setCapturing(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <li class="help-line">
      <span class="help-what">
        {command.title}
        {changed && clash && <span class="help-clash">also: {clash.title}</span>}
      </span>
      {changed && (
        <button
          type="button"
          class="button quiet help-reset"
          title="The usual keys"
          aria-label={`The usual keys for: ${command.title}`}
          onClick={() => setKeys(command.id, null)}
        >
          <Icon name="refresh" size={12} />
        </button>
      )}
      {capturing ? (
        <KeyCapture command={command} done={done} />
      ) : (
        <button
          ref={button}
          type="button"
          class="button quiet help-keys"
          title="Change the key"
          onClick={() => setCapturing(true)}
        >
          <span class="visually-hidden">Change the key of {command.title}: </span>
          {keys.length > 0 ? <Kbd keys={keys} all /> : <span class="faint">none</span>}
        </button>
      )}
    </li>
  );
}

function Content({ close }: { close: () => void }) {
  const settings = keySettings.value;
  const all = [...new Map(commands.value.map((command) => [command.id, command])).values()];
  return (
    <>
      <header class="help-head">
        <h2>Keys and commands</h2>
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={settings.on}
            onChange={(event) => changeKeys({ ...settings, on: event.currentTarget.checked })}
          />
          Single keys
        </label>
        <button
          type="button"
          class="button"
          disabled={Object.keys(settings.own).length === 0}
          onClick={() => changeKeys({ ...settings, own: {} })}
        >
          Usual keys
        </button>
        <button type="button" class="button quiet" aria-label="Close" onClick={close}>
          <Icon name="close" size={16} />
        </button>
      </header>
      <p class="soft help-note">
        Click a key to change it; two keys shortly after each other make a sequence.
        {!settings.on && ' Single keys are switched off: only those with Ctrl or ⌘ work.'}
      </p>
      <div class="help-groups">
        {GROUPS.map((group) => {
          const inGroup = all.filter((command) => command.group === group);
          return (
            inGroup.length > 0 && (
              <section key={group}>
                <h3>{group}</h3>
                <ul role="list">
                  {inGroup.map((command) => (
                    <Line key={command.id} command={command} others={all} />
                  ))}
                </ul>
              </section>
            )
          );
        })}
      </div>
    </>
  );
}

export function Help() {
  if (!helpOpen.value) return null;
  const close = () => {
    helpOpen.value = false;
  };
  return (
    <Dialog label="Keys and commands" class="help" onClose={close}>
      <Content close={close} />
    </Dialog>
  );
}
