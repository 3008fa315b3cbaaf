import { expect, test } from 'vitest';
import { environmentFrames, pagePolicy } from './policy.ts';

test.each([
  { gatewayPublicUrl: null, gatewayDomain: 'localhost', source: 'http://*.localhost:*' },
  {
    gatewayPublicUrl: 'https://previews.example.com',
    gatewayDomain: 'localhost',
    source: 'https://*.previews.example.com',
  },
  {
    gatewayPublicUrl: 'https://previews.example.com:8443/',
    gatewayDomain: 'localhost',
    source: 'https://*.previews.example.com:8443',
  },
])('environments at $source may be shown in a frame', ({ source, ...config }) => {
  expect(environmentFrames(config)).toBe(source);
  expect(pagePolicy('n', environmentFrames(config))).toContain(`frame-src ${source};`);
});

test('without environments nothing may be shown in a frame', () => {
  expect(pagePolicy('n')).toContain("frame-src 'none'");
});
