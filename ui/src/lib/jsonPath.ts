import { signal } from '@preact/signals';

/** Where the value is that was last chosen in a JSON tree: `$.messages[2].content`. */
export const chosenPath = signal<string | null>(null);
