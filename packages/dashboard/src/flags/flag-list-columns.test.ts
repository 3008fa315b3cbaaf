import { expect, test } from 'vitest';
import { columnCount, columnsFor, templateOf } from './flag-list-columns.ts';

test.each([
  { width: 1600, environments: 3, shows: { isCompact: false, kind: true, owner: true, environments: 3 } },
  { width: 1016, environments: 2, shows: { isCompact: false, kind: true, owner: true, environments: 2 } },
  { width: 1016, environments: 3, shows: { isCompact: false, kind: false, environments: 3 } },
  { width: 1016, environments: 8, shows: { isCompact: true, environments: 8 } },
  { width: 560, environments: 12, shows: { isCompact: true, staleness: false, environments: 4 } },
  { width: 0, environments: 5, shows: { environments: 1 } },
  { width: 1016, environments: 0, shows: { kind: true, environments: 0 } },
])('given $width px and $environments environments, shows $shows', ({ width, environments, shows }) =>
  expect(columnsFor(width, environments)).toMatchObject(shows),
);

test('the template has as many tracks as there are columns, and never needs more than the width', () => {
  for (let width = 400; width <= 2000; width += 50)
    for (let environments = 1; environments <= 12; environments += 1) {
      const columns = columnsFor(width, environments);
      const tracks = [...templateOf(columns).matchAll(/repeat\((\d+), minmax\((\d+)px|(\d+)px/g)];
      const used = tracks.map(([, times = '1', each, px]) => ({
        count: Number(times),
        px: Number(times) * Number(each ?? px),
      }));
      expect(used.reduce((sum, { count }) => sum + count, 0)).toBe(columnCount(columns));
      expect(used.reduce((sum, { px }) => sum + px, 0)).toBeLessThanOrEqual(width);
    }
});
