import { describe, expect, test } from 'vitest';
import { contextOf, createRow, parseContext, rowsOf, typeFor } from './context-rows.ts';

describe('rows of a context', () => {
  test.each([
    { what: 'text', context: { targetingKey: 'u1', plan: 'pro' } },
    { what: 'empty text', context: { targetingKey: 'u1', plan: '' } },
    { what: 'a number', context: { targetingKey: 'u1', age: 41.5 } },
    { what: 'yes and no', context: { targetingKey: 'u1', beta: false, early: true } },
    { what: 'a list of texts', context: { targetingKey: 'u1', teams: ['web', 'api'] } },
    { what: 'an object', context: { targetingKey: 'u1', company: { id: 7 } } },
    { what: 'null, numbers in a list and an empty list', context: { a: null, b: [1, 2], c: [] } },
    { what: 'texts that lines cannot carry', context: { a: ['two\nlines'], b: [' padded'], c: [''] } },
    {
      what: 'a hostile name',
      context: JSON.parse('{"__proto__":{"admin":true}}') as Record<string, unknown>,
    },
    { what: 'nothing', context: {} },
  ])('given $what, the form gives back the same context', ({ context }) => {
    const rows = rowsOf(context);

    const read = contextOf(rows);

    expect(JSON.stringify(read.context)).toBe(JSON.stringify(context));
    expect(read.problems.size).toBe(0);
  });

  test('the targeting key comes first, even when the context has none', () => {
    const rows = rowsOf({ plan: 'pro' });

    expect(rows.map(({ name, type, text }) => ({ name, type, text }))).toEqual([
      { name: 'targetingKey', type: 'string', text: '' },
      { name: 'plan', type: 'string', text: 'pro' },
    ]);
  });

  test('a targeting key that is a number stays one', () => {
    expect(contextOf(rowsOf({ targetingKey: 7 })).context).toEqual({ targetingKey: 7 });
  });
});

describe('a context from rows', () => {
  test('rows that say nothing yet are left out', () => {
    const rows = [createRow('targetingKey'), createRow('', 'string', 'x'), createRow('age', 'number', '')];

    expect(contextOf(rows)).toEqual({ context: {}, problems: new Map() });
  });

  test.each([
    { what: 'a number that is none', row: createRow('age', 'number', 'four'), problem: 'This is no number.' },
    { what: 'an endless number', row: createRow('age', 'number', '1e999'), problem: 'This is no number.' },
    { what: 'broken JSON', row: createRow('company', 'json', '{'), problem: 'This is no JSON' },
  ])('given $what, says so and leaves the row out', ({ row, problem }) => {
    const read = contextOf([createRow('targetingKey', 'string', 'u1'), row]);

    expect(read.context).toEqual({ targetingKey: 'u1' });
    expect(read.problems.get(row.id)).toContain(problem);
  });

  test('the second row of one name is a problem', () => {
    const second = createRow(' plan ', 'string', 'team');

    const read = contextOf([createRow('plan', 'string', 'pro'), second]);

    expect(read.context).toEqual({ plan: 'pro' });
    expect(read.problems.get(second.id)).toBe('plan is there twice.');
  });
});

describe('a context written as JSON', () => {
  test.each([
    { text: '', outcome: { context: {} } },
    { text: '{"targetingKey":"u1"}', outcome: { context: { targetingKey: 'u1' } } },
    { text: '[1]', outcome: { problem: expect.stringContaining('A context is an object') } },
    { text: 'null', outcome: { problem: expect.stringContaining('A context is an object') } },
    { text: '{"a":', outcome: { problem: expect.stringContaining('This is no JSON') } },
  ])('given $text', ({ text, outcome }) => expect(parseContext(text)).toEqual(outcome));
});

test.each([
  { seen: ['number'], type: 'number' },
  { seen: ['boolean', 'string'], type: 'boolean' },
  { seen: ['object'], type: 'json' },
  { seen: [], type: 'string' },
])('given an attribute seen as $seen, offers $type', ({ seen, type }) => expect(typeFor(seen)).toBe(type));
