/** The one thing of Node.js that a test needs: a shell. */
declare module 'node:child_process' {
  export function execFileSync(file: string, args: readonly string[], options: { encoding: 'utf8' }): string;
}
