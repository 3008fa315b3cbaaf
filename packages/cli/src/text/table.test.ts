import { describe, expect, test } from 'vitest';
import { createPaint } from '../output.ts';
import { printable, widthOf } from './printable.ts';
import { pairs, table } from './table.ts';

describe('tables', () => {
  test('columns are as wide as their widest cell and the last one is ragged', () => {
    expect(
      table(
        ['KEY', 'NAME'],
        [
          ['a', 'short'],
          ['longer', 'x'],
        ],
      ),
    ).toBe('KEY     NAME\na       short\nlonger  x');
  });

  test('colours take no room', () => {
    const { good } = createPaint(true);
    const [, first, second] = table(
      ['STATE', 'KEY'],
      [
        [good('on'), 'a'],
        ['killed', 'b'],
      ],
    ).split('\n');
    expect(widthOf(first ?? '')).toBe(widthOf(second ?? ''));
  });

  test('a line feed in a cell does not break the row', () => {
    expect(table(['REASON', 'X'], [['one\n two', 'y']])).toBe('REASON   X\none two  y');
  });

  test('pairs align their texts', () => {
    expect(
      pairs([
        ['key', 'a'],
        ['description', 'b'],
      ]),
    ).toBe('key          a\ndescription  b');
  });
});

describe('text from elsewhere', () => {
  test.each([
    { given: 'a cursor movement', text: 'a\u001b[2Jb', expected: 'a\uFFFD[2Jb' },
    { given: 'a window title', text: '\u001b]0;x\u0007', expected: '\uFFFD]0;x\uFFFD' },
    { given: 'a carriage return', text: 'safe\rfake', expected: 'safe\uFFFDfake' },
    { given: 'an eight-bit control', text: 'a\u009b2J', expected: 'a\uFFFD2J' },
    { given: 'reversed writing', text: 'a\u202eb', expected: 'a\uFFFDb' },
    { given: 'a line feed', text: 'a\nb', expected: 'a\nb' },
    { given: 'other scripts', text: 'Größe 価格 🚢', expected: 'Größe 価格 🚢' },
    { given: 'a colour where none is wanted', text: '\u001b[31mx', expected: '\uFFFDx' },
  ])('given $given, is made harmless', ({ text, expected }) => {
    expect(printable(text, false)).toBe(expected);
  });

  test('our own colours stay on a terminal', () => {
    const red = createPaint(true).bad('x');
    expect(printable(red, true)).toBe(red);
  });
});
