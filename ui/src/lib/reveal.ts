const CONTROLS = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g;

/**
 * A text in which characters that turn the order of others around can be seen: `⟨U+202E⟩`. For code, paths and values,
 * where what is shown has to be what there is; prose in scripts that are written from the right needs them.
 */
export function reveal(text: string): string {
  return text.replace(CONTROLS, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}
