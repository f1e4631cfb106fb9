import { expect, test } from 'vitest';
import { highlight, languageOf, languageOfFile, MOST_HIGHLIGHTED } from '../src/lib/highlight';

test('tokens are the code, all of it, and know what they are', async () => {
  const code = '// why\nclass A {\n  String s = "<b>";\n}\n';
  const lines = (await highlight(code, 'java', 0))!;
  expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(code);
  const kinds = new Map(lines.flat().map(({ text, kind }) => [text.trim(), kind]));
  expect(kinds.get('// why')).toBe('code-comment');
  expect([...kinds].find(([text]) => text.includes('<b>'))![1]).toMatch(/^code-string/);
});

test.each(['json', 'kotlin', 'python', 'ts', 'bash', 'sql', 'html', 'yaml', 'diff'])('%s has colours', async (name) => {
  const code = '{"a": 1}\n- x\n+ y\nselect 1;';
  const lines = (await highlight(code, languageOf(name), 0))!;
  expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(code);
});

test('languages have many names, and unknown ones have no colours', async () => {
  expect([languageOf('JS'), languageOf('sh {1,2}'), languageOf('kt'), languageOf(' yml ')]).toEqual([
    'typescript',
    'shellscript',
    'kotlin',
    'yaml',
  ]);
  expect([languageOf('__proto__'), languageOf('constructor'), languageOf('cobol'), languageOf(null)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect([languageOfFile('a/B.java'), languageOfFile('Makefile')]).toEqual(['java', null]);
  expect(await highlight('x', null)).toBeNull();
});

test('long code stays as it is', async () => {
  expect(await highlight('x'.repeat(MOST_HIGHLIGHTED + 1), 'java')).toBeNull();
});
