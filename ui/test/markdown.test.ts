import { beforeAll, describe, expect, test } from 'vitest';
import { loadMarkdown, type MarkdownNode, parseMarkdown, safeHref } from '../src/lib/markdown';

beforeAll(loadMarkdown);

const flat = (nodes: readonly MarkdownNode[]): string =>
  nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      const { tag, children, ...rest } = node;
      const more = Object.values(rest)
        .filter((value) => value !== undefined)
        .join(' ');
      return `<${tag}${more && ' ' + more}>${flat(children)}</>`;
    })
    .join('');
const all = (nodes: readonly MarkdownNode[]): MarkdownNode[] =>
  nodes.flatMap((node) => (typeof node === 'string' ? [node] : [node, ...all(node.children)]));
const parse = (text: string) => parseMarkdown(text)!;

describe('Markdown', () => {
  test('becomes elements', () => {
    expect(flat(parse('# A *b*'))).toBe('<heading 1>A <em>b</></>');
    expect(flat(parse('3. x\n4. y'))).toBe('<ol 3><li>x</><li>y</></>');
    expect(flat(parse('- [x] done'))).toBe('<ul><li><check true></>done</></>');
    expect(flat(parse('|a|\n|-:|\n|1|'))).toBe('<table><tr><th right>a</></><tr><td right>1</></></>');
    expect(flat(parse('```java\nint x;\n```'))).toBe('<codeblock int x; java></>');
    expect(flat(parse('a\nb'))).toBe('<p>a<br></>b</>');
  });

  test('decodes entities in text, not in code', () => {
    expect(flat(parse('&lt;b&gt; &#65;&#x42; `&lt;`'))).toBe('<p><b> AB <code>&lt;</></>');
  });

  test('shows HTML as text', () => {
    expect(flat(parse('<script>alert(1)</script>'))).toBe('<p><script>alert(1)</script></>');
    expect(flat(parse('a <img src=x onerror=alert(1)> b'))).toBe('<p>a <img src=x onerror=alert(1)> b</>');
  });

  test('has no link that runs something or leads to our pages', () => {
    const attacks = [
      '[x](javascript:alert(1))',
      '[x](JaVaScRiPt:alert(1))',
      '[x](java&#115;cript:alert(1))',
      '[x](data:text/html,<script>)',
      '[x](vbscript:x)',
      '[x](/d/other)',
      '[x](//evil.example/x)',
      '[x](file:///etc/passwd)',
      '<javascript:alert(1)>',
      '[x](\u0001javascript:alert(1))',
      '[x]( javascript:alert(1))',
      '![x](javascript:alert(1))',
      '[x][y]\n\n[y]: javascript:alert(1)',
    ];
    for (const attack of attacks) {
      const links = all(parse(attack)).filter((node) => typeof node !== 'string' && node.href !== undefined);
      expect(links, attack).toEqual([]);
    }
  });

  test('links to the web and to mail', () => {
    expect(safeHref('https://example.com/a b')).toBe('https://example.com/a%20b');
    expect(safeHref('mailto:a@example.com')).toBe('mailto:a@example.com');
    expect(safeHref('http://')).toBeNull();
  });

  test('never fetches an image', () => {
    expect(flat(parse('![cat](https://example.com/c.png)'))).toBe(
      '<p><a https://example.com/c.png https://example.com/c.png>cat</></>',
    );
    expect(flat(parse('![c](data:image/png;base64,iVBORw0KGgo=)'))).toContain(
      '<img data:image/png;base64,iVBORw0KGgo= c>',
    );
    expect(flat(parse('![c](data:image/svg+xml;base64,PHN2Zz4=)'))).not.toContain('<img');
  });

  test('that is nested without end is bounded', () => {
    const depth = (nodes: readonly MarkdownNode[]): number =>
      Math.max(0, ...nodes.map((node) => (typeof node === 'string' ? 0 : 1 + depth(node.children))));
    for (const text of ['> '.repeat(400) + 'x', '- '.repeat(300) + 'x', '*a **b '.repeat(200)]) {
      expect(depth(parse(text))).toBeLessThan(70);
    }
    const endless = parseMarkdown('> '.repeat(20_000) + 'x');
    expect(endless === null || depth(endless) < 70).toBe(true);
  });

  test('that is very long is left as it is', () => {
    expect(parseMarkdown('*a*'.repeat(50_000))).toBeNull();
  });
});
