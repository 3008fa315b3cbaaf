import { expect, test } from 'vitest';
import { countsByRung, shareText } from './evaluation-ends.ts';

test('evaluations are counted where they ended, whatever the variant', () => {
  const end = (reason: string, ruleId: string | null, variant: string, count: number) => ({
    reason,
    ruleId,
    variant,
    count,
  });

  const counts = countsByRung([
    end('TARGETING_MATCH', 'r1', 'on', 5),
    end('SPLIT', 'r2', 'on', 2),
    end('SPLIT', 'r2', 'off', 3),
    end('TARGETING_MATCH', null, 'on', 1),
    end('SPLIT', null, 'on', 10),
    end('DEFAULT', null, 'off', 20),
    end('STATIC', null, 'off', 30),
    end('DISABLED', null, 'off', 4),
    end('PREREQUISITE_FAILED', null, 'off', 6),
    end('ERROR', null, 'off', 7),
  ]);

  expect(Object.fromEntries(counts)).toEqual({
    'rule:r1': 5,
    'rule:r2': 5,
    target: 1,
    fallthrough: 60,
    enabled: 4,
    prerequisite: 6,
    error: 7,
  });
});

test.each([
  { count: 0, total: 0, text: '' },
  { count: 0, total: 10, text: '0 %' },
  { count: 1, total: 1_000, text: '< 1 %' },
  { count: 999, total: 1_000, text: '> 99 %' },
  { count: 1, total: 3, text: '33 %' },
  { count: 10, total: 10, text: '100 %' },
])('$count of $total is "$text"', ({ count, total, text }) => expect(shareText(count, total)).toBe(text));
