import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { icons } from './icons.ts';

export default defineConfig({
  // Relative: the server may put the pages below any path (--base-path).
  base: './',
  plugins: [icons(), preact()],
  build: {
    outDir: 'target/classes/dev/traqo/ui',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy knows no inline content.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: {
    // `npm run dev` beside a running `traqo ui`.
    proxy: { '/api': 'http://127.0.0.1:7600' },
  },
  test: { include: ['test/**/*.test.ts', 'test/**/*.test.tsx'] },
});
