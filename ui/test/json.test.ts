import { describe, expect, test } from 'vitest';
import {
  elements,
  fields,
  holdsJson,
  jsonOf,
  kindOf,
  MemberScan,
  parseExact,
  pretty,
  source,
  step,
  stringOf,
  whole,
} from '../src/lib/json';

const keys = (text: string) => [...fields(whole(text)).keys()];

describe('members', () => {
  test('are found by name, in any spacing', () => {
    const found = fields(whole(' { "a" : 1 ,"b":[1,{"x":"]}"}] , "c":"}\\"{"\n} '));
    expect([...found].map(([key, value]) => [key, source(value)])).toEqual([
      ['a', '1'],
      ['b', '[1,{"x":"]}"}]'],
      ['c', '"}\\"{"'],
    ]);
  });

  test('of empty containers are none', () => {
    expect(keys('{}')).toEqual([]);
    expect(elements(whole('[ ]'))).toEqual([]);
    expect(elements(whole('"x"'))).toEqual([]);
  });

  test('named __proto__ and constructor are members like any other', () => {
    const found = fields(whole('{"__proto__":{"polluted":1},"constructor":2}'));
    expect(source(found.get('__proto__')!)).toBe('{"polluted":1}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('keep their number as it is written', () => {
    const [large, small, exponent] = elements(whole('[12345678901234567890, 0.10, 1E400]'));
    expect([large, small, exponent].map(source)).toEqual(['12345678901234567890', '0.10', '1E400']);
  });

  test('are the same, however small the slices', () => {
    const text = '{"a":"x\\\\","b":{"c":["\\"",{"d":"]"}]},"e":true,"f":-1.5e3,"g":"\\u0022"}';
    for (const chars of [1, 2, 3, 7, 1000]) {
      const scan = new MemberScan(whole(text));
      let steps = 0;
      while (!scan.advance(chars) && steps++ < 10_000);
      expect(scan.count).toBe(5);
      expect(Array.from({ length: 5 }, (_, i) => source(scan.value(i)))).toEqual([
        '"x\\\\"',
        '{"c":["\\"",{"d":"]"}]}',
        'true',
        '-1.5e3',
        '"\\u0022"',
      ]);
    }
  });

  test('can be read a few at a time', () => {
    const scan = new MemberScan(whole('[1,2,3,4]'));
    expect(scan.advance(Infinity, 2)).toBe(true);
    expect([scan.count, scan.done]).toEqual([2, false]);
    scan.advance();
    expect([scan.count, scan.done]).toEqual([4, true]);
  });

  test('of 10,000 levels need no stack', () => {
    const depth = 10_000;
    const text = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    let json = whole(text);
    for (let i = 0; i < 50; i++) json = fields(json).get('a')!;
    expect(kindOf(json)).toBe('object');
    expect(pretty(whole(text)).split('\n')).toHaveLength(2 * depth + 1);
  });

  test('of 100,000 keys are all found', () => {
    const text = '{' + Array.from({ length: 100_000 }, (_, i) => `"k${i}":${i}`).join() + '}';
    const scan = new MemberScan(whole(text));
    scan.advance();
    expect(scan.count).toBe(100_000);
    expect(source(scan.value(99_999))).toBe('99999');
  });

  test('of what is no JSON come to an end', () => {
    for (const text of [
      '{',
      '{"a',
      '{"a"',
      '{"a":',
      '{"a":}',
      '[,,]',
      '{]',
      '[1 2',
      'x',
      '',
      '{"a" 1}',
      '{a:1}',
      '["\\',
    ]) {
      const scan = new MemberScan(whole(text));
      scan.advance();
      expect(scan.done, text).toBe(true);
    }
  });
});

describe('strings', () => {
  test('say what they say', () => {
    expect(stringOf(whole('"a\\n\\u00e9\\"\\\\"'))).toBe('a\né"\\');
    expect(stringOf(whole('""'))).toBe('');
  });

  test('are cut neither within an escape nor within a character', () => {
    const text = '"ab\\u00e9\\\\\\"😀x"';
    for (let most = 0; most < text.length; most++) {
      const cut = stringOf(whole(text), most);
      expect('abé\\"😀x'.startsWith(cut), `${most}: ${cut}`).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(most);
    }
  });

  test('that are broken are shown as they stand', () => {
    expect(stringOf(whole('"a\\q"'))).toBe('a\\q');
  });

  test('that hold JSON are told from those that do not', () => {
    expect(holdsJson('{"a":1}')).toBe(true);
    expect(holdsJson(' [1] ')).toBe(true);
    expect(holdsJson('[see below]')).toBe(false);
    expect(holdsJson('12')).toBe(false);
  });
});

test('pretty changes spaces only', () => {
  expect(pretty(whole('{"a":[1,{"b":"x, {y}: "}],"c":{},"d":[ ]}'))).toBe(
    '{\n  "a": [\n    1,\n    {\n      "b": "x, {y}: "\n    }\n  ],\n  "c": {},\n  "d": []\n}',
  );
  expect(pretty(whole('"a b"'))).toBe('"a b"');
});

test('numbers beyond 2^53 survive parsing and writing, if this JavaScript can', () => {
  const canHold = 'rawJSON' in JSON;
  const text = '{"id":12345678901234567890,"small":1.5}';
  expect(source(jsonOf(parseExact(text)))).toBe(canHold ? text : JSON.stringify(JSON.parse(text)));
});

test('steps of a path quote what is no name', () => {
  expect([step('a'), step(2), step('a b'), step('"')].join('')).toBe('.a[2]["a b"]["\\""]');
});
