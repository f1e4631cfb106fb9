import { expect, test } from 'vitest';
import { fuzzy } from '../src/lib/fuzzy';

const marked = (query: string, text: string) =>
  fuzzy(query, text)?.marks.map(([from, to]) => text.slice(from, to)) ?? null;

const best = (query: string, ...texts: string[]) =>
  texts.map((text) => ({ text, score: fuzzy(query, text)?.score ?? -Infinity })).sort((a, b) => b.score - a.score)[0]
    .text;

test('an empty query is in everything, and marks nothing', () => {
  expect(marked('', 'anything')).toEqual([]);
  expect(marked('  ', 'anything')).toEqual([]);
});

test('all words have to be there, in any order', () => {
  expect(marked('order look', 'look_up_order')).toEqual(['look', 'order']);
  expect(marked('look nowhere', 'look_up_order')).toBeNull();
});

test('capitals do not matter', () => {
  expect(marked('CHAT', 'front desk chat')).toEqual(['chat']);
});

test('first letters of words are enough', () => {
  expect(marked('ca', 'collapse all')).toEqual(['c', 'a']);
  expect(marked('fit', 'Fit all')).toEqual(['Fit']);
  expect(marked('gat', 'Go to all traces')).toEqual(['G', 'a', 't']);
});

test('letters strewn over a text are no match', () => {
  expect(fuzzy('elp', 'the ball was kept')).toBeNull();
});

test('a word in one piece goes before letters, the begin of a word before its middle', () => {
  expect(best('chat', 'check and treat', 'chat')).toBe('chat');
  expect(best('plan', 'explanation', 'make a plan')).toBe('make a plan');
  expect(best('trace', 'a much longer name of a trace', 'trace')).toBe('trace');
});

test('marks lie on the text where small letters have another length', () => {
  expect(marked('b', 'İİb')).toEqual(['b']);
  expect(marked('🚀', 'go 🚀 now')).toEqual(['🚀']);
});
