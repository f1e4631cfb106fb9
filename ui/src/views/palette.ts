/** Colours of tokens.css as a canvas understands them. */
export interface Palette {
  kinds: Record<string, string>;
  other: string;
  error: string;
  bg: string;
  line: string;
  lineStrong: string;
  text: string;
  soft: string;
  faint: string;
  accent: string;
  font: string;
}

const KINDS = ['llm', 'agent', 'tool', 'retriever', 'embedding', 'guardrail'];

/** Reads the colours that hold inside of `element` now: of its theme, and of forced colours. */
export function palette(element: Element): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const style = getComputedStyle(probe);
  const colour = (token: string) => {
    probe.style.color = `var(--${token})`;
    return style.color;
  };
  const result: Palette = {
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, colour(`kind-${kind}`)])),
    other: colour('kind-other'),
    error: colour('kind-error'),
    bg: colour('bg'),
    line: colour('line'),
    lineStrong: colour('line-strong'),
    text: colour('text'),
    soft: colour('text-soft'),
    faint: colour('text-faint'),
    accent: colour('accent'),
    font: style.fontFamily,
  };
  probe.remove();
  return result;
}

export const fillOf = (colours: Palette, kind: string | null): string =>
  (kind !== null && colours.kinds[kind]) || colours.other;
