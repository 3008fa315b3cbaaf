import type { FlagConfig } from '@slipway/api';
import { expect, test } from 'vitest';
import { rungAt } from './rung-at.ts';

const config: FlagConfig = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [
    { id: 'a', conditions: [], serve: { variant: 'on' } },
    { id: 'b', conditions: [], serve: { variant: 'on' } },
  ],
  fallthrough: { variant: 'off' },
};

test.each([
  { path: 'rules[1].serve.split', id: 'rule:b', label: 'Rule 2' },
  { path: 'rules[7].serve', id: 'rule:', label: 'Rule 8' },
  { path: 'prerequisites[0].flag', id: 'prerequisite', label: 'Required flags' },
  { path: 'safeVariant', id: 'values', label: 'Safe variant' },
  { path: 'schedule[0].at', id: 'enabled', label: 'Schedule' },
  { path: '', id: '', label: 'The config' },
])('the path "$path" lies at $label', ({ path, id, label }) => {
  expect(rungAt(path, config)).toEqual({ id, label });
});
