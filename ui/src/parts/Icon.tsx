import { h } from 'preact';
import { shapes as arrowDown } from 'lucide-static/icons/arrow-down.svg?shapes';
import { shapes as arrowUp } from 'lucide-static/icons/arrow-up.svg?shapes';
import { shapes as bot } from 'lucide-static/icons/bot.svg?shapes';
import { shapes as boxes } from 'lucide-static/icons/boxes.svg?shapes';
import { shapes as brain } from 'lucide-static/icons/brain.svg?shapes';
import { shapes as chart } from 'lucide-static/icons/chart-column.svg?shapes';
import { shapes as check } from 'lucide-static/icons/check.svg?shapes';
import { shapes as chevronDown } from 'lucide-static/icons/chevron-down.svg?shapes';
import { shapes as chevronLeft } from 'lucide-static/icons/chevron-left.svg?shapes';
import { shapes as chevronRight } from 'lucide-static/icons/chevron-right.svg?shapes';
import { shapes as circle } from 'lucide-static/icons/circle.svg?shapes';
import { shapes as ok } from 'lucide-static/icons/circle-check.svg?shapes';
import { shapes as running } from 'lucide-static/icons/circle-dashed.svg?shapes';
import { shapes as help } from 'lucide-static/icons/circle-help.svg?shapes';
import { shapes as error } from 'lucide-static/icons/circle-x.svg?shapes';
import { shapes as copy } from 'lucide-static/icons/copy.svg?shapes';
import { shapes as child } from 'lucide-static/icons/corner-down-right.svg?shapes';
import { shapes as download } from 'lucide-static/icons/download.svg?shapes';
import { shapes as more } from 'lucide-static/icons/ellipsis.svg?shapes';
import { shapes as file } from 'lucide-static/icons/file-text.svg?shapes';
import { shapes as filter } from 'lucide-static/icons/filter.svg?shapes';
import { shapes as flame } from 'lucide-static/icons/flame.svg?shapes';
import { shapes as folder } from 'lucide-static/icons/folder.svg?shapes';
import { shapes as image } from 'lucide-static/icons/image.svg?shapes';
import { shapes as link } from 'lucide-static/icons/link.svg?shapes';
import { shapes as tree } from 'lucide-static/icons/list-tree.svg?shapes';
import { shapes as thread } from 'lucide-static/icons/messages-square.svg?shapes';
import { shapes as message } from 'lucide-static/icons/message-square.svg?shapes';
import { shapes as minus } from 'lucide-static/icons/minus.svg?shapes';
import { shapes as moon } from 'lucide-static/icons/moon.svg?shapes';
import { shapes as interrupted } from 'lucide-static/icons/octagon-pause.svg?shapes';
import { shapes as panel } from 'lucide-static/icons/panel-right.svg?shapes';
import { shapes as pause } from 'lucide-static/icons/pause.svg?shapes';
import { shapes as play } from 'lucide-static/icons/play.svg?shapes';
import { shapes as plus } from 'lucide-static/icons/plus.svg?shapes';
import { shapes as refresh } from 'lucide-static/icons/refresh-cw.svg?shapes';
import { shapes as log } from 'lucide-static/icons/scroll-text.svg?shapes';
import { shapes as fit } from 'lucide-static/icons/scan.svg?shapes';
import { shapes as search } from 'lucide-static/icons/search.svg?shapes';
import { shapes as guardrail } from 'lucide-static/icons/shield.svg?shapes';
import { shapes as crashed } from 'lucide-static/icons/skull.svg?shapes';
import { shapes as llm } from 'lucide-static/icons/sparkles.svg?shapes';
import { shapes as sun } from 'lucide-static/icons/sun.svg?shapes';
import { shapes as warning } from 'lucide-static/icons/triangle-alert.svg?shapes';
import { shapes as user } from 'lucide-static/icons/user.svg?shapes';
import { shapes as tool } from 'lucide-static/icons/wrench.svg?shapes';
import { shapes as close } from 'lucide-static/icons/x.svg?shapes';
import { isOwn } from '../lib/kinds';
import { reveal } from '../lib/reveal';

const DRAWINGS = {
  arrowDown,
  arrowUp,
  bot,
  boxes,
  brain,
  chart,
  check,
  child,
  chevronDown,
  chevronLeft,
  chevronRight,
  circle,
  close,
  copy,
  crashed,
  download,
  error,
  file,
  filter,
  fit,
  flame,
  folder,
  guardrail,
  help,
  image,
  interrupted,
  link,
  llm,
  log,
  message,
  minus,
  moon,
  more,
  ok,
  panel,
  pause,
  play,
  plus,
  refresh,
  running,
  search,
  sun,
  thread,
  tool,
  tree,
  user,
  warning,
} as const;

export type IconName = keyof typeof DRAWINGS | `own:${string}`;

const isDrawing = (name: IconName): name is keyof typeof DRAWINGS => name in DRAWINGS;

const KINDS: Record<string, IconName> = {
  llm: 'llm',
  agent: 'bot',
  tool: 'tool',
  retriever: 'search',
  embedding: 'boxes',
  guardrail: 'guardrail',
  trace: 'tree',
};

/** What a span of this kind is drawn with: `own:r` is a circle around that letter. */
export const kindIcon = (kind: string | null): IconName =>
  isOwn(kind) ? `own:${[...kind][0].toLowerCase()}` : (kind !== null && KINDS[kind]) || 'circle';

/** A drawing in the colour of the text, as high as it. With a label it is an image for screen readers too. */
export function Icon({ name, label, size = 14 }: { name: IconName; label?: string; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : 'true'}
    >
      {isDrawing(name) ? (
        DRAWINGS[name].map(([shape, attributes]) => h(shape, attributes))
      ) : (
        <>
          <circle cx="12" cy="12" r="10" />
          <text x="12" y="16.5" class="icon-letter">
            {reveal(name.slice(4)).at(0)}
          </text>
        </>
      )}
    </svg>
  );
}
