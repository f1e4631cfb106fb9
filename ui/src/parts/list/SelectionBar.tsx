import { absolutePath } from '../../lib/about';
import { copyText } from '../../lib/clipboard';
import { plural } from '../../lib/format';
import { Icon } from '../Icon';

/** What can be done with the rows that are selected. */
export function SelectionBar({ files, onClear }: { files: readonly string[]; onClear: () => void }) {
  if (files.length === 0) return null;
  return (
    <div class="selection" role="region" aria-label="Selected traces">
      <span aria-live="polite">{plural(files.length, 'trace')} selected</span>
      <button
        type="button"
        class="button"
        onClick={() => {
          const paths = [...new Set(files)].map(absolutePath);
          void copyText(paths.join('\n'), plural(paths.length, 'path'));
        }}
      >
        <Icon name="copy" /> Copy {files.length === 1 ? 'path' : 'paths'}
      </button>
      <button type="button" class="button quiet" onClick={onClear}>
        Clear selection
      </button>
    </div>
  );
}
