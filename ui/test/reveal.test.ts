import { expect, test } from 'vitest';
import { reveal } from '../src/lib/reveal';

test('characters that turn others around can be seen, others are as they were', () => {
  expect(reveal('a\u202egnp.exe\u2066')).toBe('a⟨U+202E⟩gnp.exe⟨U+2066⟩');
  expect(reveal('مرحبا é 👩‍👩‍👧')).toBe('مرحبا é 👩‍👩‍👧');
});
