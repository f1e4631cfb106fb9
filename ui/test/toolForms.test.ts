import { describe, expect, test } from 'vitest';
import { lineDiff, withGaps } from '../src/lib/lineDiff';
import { toolArguments } from '../src/lib/toolForms';

describe('forms of tools', () => {
  test('are known by the names of arguments', () => {
    expect(toolArguments('Bash', { command: 'ls -l', timeout: 5 })).toEqual({
      form: { form: 'shell', command: 'ls -l', folder: null },
      rest: { timeout: 5 },
    });
    expect(toolArguments('shell', { command: ['sh', '-c', "echo 'x'"] }).form).toMatchObject({
      command: "sh -c 'echo '\\''x'\\'''",
    });
    expect(toolArguments('Read', { file_path: '/a', offset: 10, limit: 5 })).toEqual({
      form: { form: 'read', path: '/a', from: 10, to: 14 },
      rest: null,
    });
    expect(toolArguments('Edit', { file_path: '/a', old_string: 'x', new_string: 'y' }).form).toEqual({
      form: 'edit',
      path: '/a',
      edits: [{ before: 'x', after: 'y' }],
    });
    expect(toolArguments('Grep', { pattern: 'TODO', path: 'src', '-n': true }).rest).toEqual({ '-n': true });
    expect(toolArguments('write_file', { path: 'a', content: 'b' }).form).toMatchObject({
      form: 'write',
      content: 'b',
    });
    expect(toolArguments('run_sql', { query: 'select 1' }).form).toMatchObject({ form: 'code', language: 'sql' });
  });

  test('do not fit what only looks like them', () => {
    expect(toolArguments('get_order', { id: 17 })).toEqual({ form: null, rest: { id: 17 } });
    expect(toolArguments('bash', 'ls')).toEqual({ form: null, rest: null });
    expect(toolArguments('edit', { edits: [{ wrong: 1 }] })).toEqual({ form: null, rest: { edits: [{ wrong: 1 }] } });
    expect(toolArguments('read', { path: 5 }).form).toBeNull();
  });

  test('arguments named like parts of objects are arguments', () => {
    const { rest } = toolArguments('x', JSON.parse('{"__proto__":{"a":1}}'));
    expect(Object.keys(rest!)).toEqual(['__proto__']);
  });
});

describe('differences', () => {
  const marks = (before: string, after: string) =>
    lineDiff(before, after).map(({ kind, text }) => ({ same: ' ', removed: '-', added: '+' })[kind] + text);

  test('keep the lines that stay', () => {
    expect(marks('a\nb\nc\nd', 'a\nx\nc\ny\nd')).toEqual([' a', '-b', '+x', ' c', '+y', ' d']);
    expect(marks('', 'a')).toEqual(['+a']);
    expect(marks('a', '')).toEqual(['-a']);
    expect(marks('a', 'a')).toEqual([' a']);
  });

  test('of texts without anything in common are all lines', () => {
    const many = (c: string) => Array.from({ length: 2000 }, (_, i) => c + i).join('\n');
    const lines = lineDiff(many('a'), many('b'));
    expect(lines.filter(({ kind }) => kind === 'removed')).toHaveLength(2000);
    expect(lines).toHaveLength(4000);
  });

  test('leave out what is far from a change', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n');
    const rows = withGaps(lineDiff(before, before.replace('line 10', 'changed')), 1);
    expect(rows.map((row) => (row.kind === 'gap' ? row.lines : row.kind))).toEqual([
      9,
      'same',
      'removed',
      'added',
      'same',
      8,
    ]);
  });
});
