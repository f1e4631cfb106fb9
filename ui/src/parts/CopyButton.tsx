import { copyText } from '../lib/clipboard';
import { Icon } from './Icon';

interface Props {
  text: () => string | Promise<string>;
  /** As in "Copied the path". */
  what: string;
  class?: string;
  tabIndex?: number;
}

export function CopyButton({ text, what, class: name = '', tabIndex }: Props) {
  return (
    <button
      type="button"
      class={'button quiet small ' + name}
      title={`Copy ${what}`}
      aria-label={`Copy ${what}`}
      tabIndex={tabIndex}
      onClick={async (event) => {
        event.stopPropagation();
        await copyText(await text(), what);
      }}
    >
      <Icon name="copy" size={13} />
    </button>
  );
}
