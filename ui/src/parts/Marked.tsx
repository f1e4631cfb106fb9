import type { ComponentChild } from 'preact';

/** A text with the places that match what was typed. */
export function Marked({ text, marks }: { text: string; marks?: readonly (readonly [number, number])[] }) {
  if (!marks || marks.length === 0) return <>{text}</>;
  const pieces: ComponentChild[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <>
      {pieces}
      {text.slice(at)}
    </>
  );
}
