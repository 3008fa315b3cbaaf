import { expect, test } from 'vitest';
import { asText, found, type LogLine, MOST_LINES, marked, plainText, withLines } from './log-lines.ts';

const line = (id: number, text = `line ${id}`, source = 'web'): LogLine => ({ id, source, text });

test('the oldest lines go when there are too many', () => {
  const many = Array.from({ length: MOST_LINES }, (_, id) => line(id));

  const after = withLines(many, [line(MOST_LINES), line(MOST_LINES + 1)]);

  expect([after.length, after.at(0)?.id, after.at(-1)?.id]).toEqual([MOST_LINES, 2, MOST_LINES + 1]);
});

test('colours for terminals are taken out', () => {
  expect(plainText('\u001b[31merror\u001b[0m: no\u001b[2K')).toBe('error: no');
});

test.each([
  { text: 'GET /a /A', wanted: '/a', parts: ['GET ', '*/a', ' ', '*/A'] },
  { text: 'abc', wanted: '', parts: ['abc'] },
  { text: 'abc', wanted: 'x', parts: ['abc'] },
])('in "$text" the search for "$wanted" marks $parts', ({ text, wanted, parts }) => {
  expect(marked(text, wanted).map((part) => `${part.isFound ? '*' : ''}${part.text}`)).toEqual(parts);
});

test('copied lines tell their source where there are several', () => {
  const one = [line(1, 'a'), line(2, 'b')];

  expect(asText(one)).toBe('a\nb');
  expect(asText([...one, line(3, 'c', 'api')])).toBe('web | a\nweb | b\napi | c');
  expect(found(one, 'B').map(({ id }) => id)).toEqual([2]);
});
