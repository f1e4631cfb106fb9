import { expect, test } from 'vitest';
import { decode } from '../src/lib/tqc';

test('an index that is no TQC1 body is refused', () => {
  expect(() => decode(new ArrayBuffer(16))).toThrow('do not fit');
  expect(() => decode(new ArrayBuffer(3))).toThrow('cut short');
});
