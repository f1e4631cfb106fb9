import { COLOURED, kindLook, OWN } from '../lib/kinds';
import { forcedColours } from '../lib/theme';

const LOOKS = [...COLOURED, 'other', ...Array.from({ length: OWN }, (_, step) => `own-${step}`)];

/** Colours of tokens.css as a canvas understands them. */
export interface Palette {
  /** By the name that `kindLook` gives. */
  kinds: Record<string, string>;
  error: string;
  bg: string;
  line: string;
  lineStrong: string;
  text: string;
  soft: string;
  faint: string;
  accent: string;
  font: string;
  /** Colours are forced: all kinds are alike, so boxes are outlines, and patterns tell what colours cannot. */
  outlined: boolean;
}

/** Reads the colours that hold inside of `element` now: of its theme, or those that the system forces. */
export function palette(element: Element): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  // The probe is asked for other colours than that of text.
  probe.style.setProperty('forced-color-adjust', 'none');
  element.append(probe);
  const style = getComputedStyle(probe);
  const outlined = forcedColours();
  const colour = (token: string, forced: string) => {
    probe.style.color = outlined ? forced : `var(--${token})`;
    return style.color;
  };
  const result: Palette = {
    kinds: Object.fromEntries(LOOKS.map((look) => [look, colour(`kind-${look}`, 'CanvasText')])),
    error: colour('kind-error', 'CanvasText'),
    bg: colour('bg', 'Canvas'),
    line: colour('line', 'GrayText'),
    lineStrong: colour('line-strong', 'GrayText'),
    text: colour('text', 'CanvasText'),
    soft: colour('text-soft', 'CanvasText'),
    faint: colour('text-faint', 'CanvasText'),
    accent: colour('accent', 'Highlight'),
    font: style.fontFamily,
    outlined,
  };
  probe.remove();
  return result;
}

export const fillOf = (colours: Palette, kind: string | null): string =>
  colours.kinds[kindLook(kind)] ?? colours.kinds.other;
