import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const SHAPE = /<(path|circle|rect|line|polyline|polygon|ellipse)\s([^>]*?)\/?>/g;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;

/** `import { shapes } from 'lucide-static/icons/search.svg?shapes'`: the drawing as data, as innerHTML is forbidden. */
export function icons(): Plugin {
  return {
    name: 'icons',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.svg?shapes')) return null;
      const text = readFileSync(id.slice(0, -'?shapes'.length), 'utf8');
      const shapes = [...text.matchAll(SHAPE)].map(([, name, attributes]) => [
        name,
        Object.fromEntries([...attributes.matchAll(ATTRIBUTE)].map(([, key, value]) => [key, value])),
      ]);
      return `export const shapes = ${JSON.stringify(shapes)};`;
    },
  };
}
