import { describe, expect, test } from 'vitest';
import { source, whole } from '../src/lib/json';
import { inlineBytes, JsonRows, pathOf, PAGE } from '../src/lib/jsonRows';

const now = () => Promise.resolve();
const tree = (value: unknown) => new JsonRows(whole(JSON.stringify(value)), now);
const shown = (rows: JsonRows) => rows.rows.map(({ node, more }) => (more ? 'more' : pathOf(node)));

describe('rows', () => {
  test('of a small value are open', () => {
    expect(shown(tree({ a: 1, b: [true, null] }))).toEqual(['$', '$.a', '$.b', '$.b[0]', '$.b[1]']);
  });

  test('do without the whole, unless that is empty', () => {
    expect(shown(new JsonRows(whole('{"a":[1]}'), now, true))).toEqual(['$.a', '$.a[0]']);
    expect(shown(new JsonRows(whole('{}'), now, true))).toEqual(['$']);
    expect(shown(new JsonRows(whole('"x"'), now, true))).toEqual(['$']);
  });

  test('come and go with their parent', async () => {
    const rows = tree({ a: { b: 1 } });
    rows.close(rows.root.children[0]);
    expect(shown(rows)).toEqual(['$', '$.a']);
    await rows.open(rows.root.children[0]);
    expect(shown(rows)).toEqual(['$', '$.a', '$.a.b']);
  });

  test('of many members come in pages', async () => {
    const rows = tree(Array.from({ length: 2 * PAGE + 1 }, (_, i) => i));
    expect(rows.rows).toHaveLength(PAGE + 2);
    expect(shown(rows).at(-1)).toBe('more');
    await rows.showMore(rows.root);
    await rows.showMore(rows.root);
    expect(shown(rows).at(-1)).toBe(`$[${2 * PAGE}]`);
  });

  test('of large values are read in slices', async () => {
    let pauses = 0;
    const text = JSON.stringify({ big: { items: Array.from({ length: 400_000 }, (_, i) => `item ${i}`) }, last: 1 });
    const rows = new JsonRows(whole(text), () => Promise.resolve(void pauses++));
    await rows.open(rows.root);
    expect(shown(rows).slice(0, 3)).toEqual(['$', '$.big', '$.last']);
    expect(pauses).toBeGreaterThan(2);
  });

  test('10,000 levels deep are reached without a stack', async () => {
    const rows = new JsonRows(whole('['.repeat(10_000) + ']'.repeat(10_000)), now);
    await rows.openAll();
    expect(rows.rows.length).toBeGreaterThan(4_000);
    expect(pathOf(rows.rows.at(-1)!.node).length).toBeGreaterThan(12_000);
  });
});

describe('a string that holds JSON', () => {
  test('becomes what it holds, and back', () => {
    const rows = tree({ args: '{"id":12345678901234567890}' });
    const args = rows.root.children[0];
    rows.parse(args);
    expect(shown(rows)).toEqual(['$', '$.args', '$.args → $.id']);
    expect(source(args.children[0].json)).toBe('12345678901234567890');
    rows.parse(args);
    expect(shown(rows)).toEqual(['$', '$.args']);
  });
});

describe('finding', () => {
  test('opens what hides the place', async () => {
    const value = { a: Array.from({ length: 900 }, (_, i) => ({ n: i, text: i === 800 ? 'a "Needle" here' : 'hay' })) };
    const rows = tree(value);
    const hits = await rows.find('"needle"');
    expect(hits).toHaveLength(1);
    const node = await rows.reveal(hits[0]);
    expect(pathOf(node)).toBe('$.a[800].text');
    expect(rows.rows.some((row) => row.node === node)).toBe(true);
  });

  test('a key answers its value', async () => {
    const rows = tree({ outer: { wanted: { x: 1 } } });
    const [hit] = await rows.find('wanted');
    expect(pathOf(await rows.reveal(hit))).toBe('$.outer.wanted');
  });

  test('takes patterns for what they are', async () => {
    expect(await tree(['a.b', 'axb', '(']).find('a.b')).toHaveLength(1);
    expect(await tree(['(']).find('(')).toHaveLength(1);
    expect(await tree(['x']).find('')).toHaveLength(0);
  });
});

describe('bytes in a string', () => {
  const png = 'iVBORw0KGgo' + 'A'.repeat(100);

  test('are known by how they begin', () => {
    expect(inlineBytes(whole(JSON.stringify(png)))).toMatchObject({ mediaType: 'image/png', bytes: 83 });
    expect(inlineBytes(whole(JSON.stringify('data:audio/wav;base64,' + 'A'.repeat(100))))).toMatchObject({
      mediaType: 'audio/wav',
      image: null,
    });
    expect(inlineBytes(whole(JSON.stringify(png)))!.image!()).toBe('data:image/png;base64,' + png);
  });

  test('that a browser could run are never an image', () => {
    expect(inlineBytes(whole(JSON.stringify('data:image/svg+xml;base64,' + 'A'.repeat(100))))!.image).toBeNull();
    expect(inlineBytes(whole(JSON.stringify('data:text/html;base64,' + 'A'.repeat(100))))!.image).toBeNull();
  });

  test('are not seen in words, hashes and texts', () => {
    for (const text of ['word'.repeat(200), 'f'.repeat(900), 'some text '.repeat(100), '12'.repeat(400)]) {
      expect(inlineBytes(whole(JSON.stringify(text))), text.slice(0, 20)).toBeNull();
    }
  });
});
