import { toast } from './toasts';

/** Copies a text and says so: `what` as in "Copied 2 paths". */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied ${what}`, { kind: 'ok' });
  } catch {
    toast('The browser does not allow this page to copy. Open it by localhost or https.', { kind: 'error' });
  }
}
