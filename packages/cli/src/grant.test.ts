import { expect, test } from 'vitest';
import { grantText, parseGrant } from './grant.ts';

test.each([
  { text: 'flag:kill', grant: { permission: 'flag:kill' } },
  { text: 'flag:kill@production', grant: { permission: 'flag:kill', environment: 'production' } },
  { text: 'segment:write/beta.users', grant: { permission: 'segment:write', segment: 'beta.users' } },
] as const)('$text is read and written alike', ({ text, grant }) => {
  expect(parseGrant(text)).toEqual(grant);
  expect(grantText(grant)).toBe(text);
});

test.each(['token:write', 'flag', '', 'flag:kill@', 'flag:kill@a b', 'flag:kill production'])(
  '"%s" is no permission that can be given',
  (text) => {
    expect(() => parseGrant(text)).toThrow('Give one of');
  },
);
