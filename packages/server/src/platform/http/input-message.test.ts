import { endpoint } from '@slipway/api';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createLog } from '../log/index.ts';
import { createApp, nobody, route } from './index.ts';

const putThing = endpoint({
  id: 'putThing',
  method: 'post',
  path: '/things',
  tag: 'things',
  summary: 'A thing',
  permission: 'public',
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).optional() }),
  body: z.strictObject({
    key: z.string().regex(/^[a-z]+$/, 'Use lower-case letters.'),
    name: z.string().min(1).max(3).optional(),
    weight: z.number().min(0).max(1).optional(),
    count: z.int().optional(),
    on: z.boolean().optional(),
    tags: z.array(z.string()).min(1).max(2).optional(),
    owner: z.strictObject({ team: z.string() }).optional(),
    values: z.record(z.string(), z.string()).optional(),
    kind: z.enum(['release', 'kill', 'entitlement']).optional(),
    only: z.literal('x').optional(),
    at: z.iso.datetime().optional(),
    serve: z.union([z.strictObject({ variant: z.string() }), z.strictObject({ by: z.string() })]).optional(),
    size: z
      .discriminatedUnion('unit', [z.object({ unit: z.literal('cm') }), z.object({ unit: z.literal('kg') })])
      .optional(),
  }),
  reply: z.object({}),
  status: 200,
  fails: [],
});

test.each([
  { sent: { key: undefined }, path: 'key', message: 'Required.' },
  { sent: { key: 5 }, path: 'key', message: 'Give text.' },
  { sent: { key: null }, path: 'key', message: 'Give text.' },
  { sent: { key: 'A' }, path: 'key', message: 'Use lower-case letters.' },
  { sent: { name: '' }, path: 'name', message: 'Must not be empty.' },
  { sent: { name: 'long' }, path: 'name', message: 'Give at most 3 characters.' },
  { sent: { weight: '1' }, path: 'weight', message: 'Give a number.' },
  { sent: { weight: -1 }, path: 'weight', message: 'Give at least 0.' },
  { sent: { weight: 2 }, path: 'weight', message: 'Give at most 1.' },
  { sent: { count: 1.5 }, path: 'count', message: 'Give a whole number.' },
  { sent: { on: 'yes' }, path: 'on', message: 'Give true or false.' },
  { sent: { tags: 'a' }, path: 'tags', message: 'Give a list.' },
  { sent: { tags: [] }, path: 'tags', message: 'Give at least 1 item.' },
  { sent: { tags: ['a', 'b', 'c'] }, path: 'tags', message: 'Give at most 2 items.' },
  { sent: { tags: [1] }, path: 'tags[0]', message: 'Give text.' },
  { sent: { owner: [] }, path: 'owner', message: 'Give an object.' },
  { sent: { owner: {} }, path: 'owner.team', message: 'Required.' },
  { sent: { values: 'x' }, path: 'values', message: 'Give an object.' },
  { sent: { kind: 'x' }, path: 'kind', message: 'Give "release", "kill" or "entitlement".' },
  { sent: { only: 'y' }, path: 'only', message: 'Give "x".' },
  { sent: { at: 'noon' }, path: 'at', message: 'Give a time, such as 2026-11-23T12:00:00Z.' },
  { sent: { serve: { variant: 5 } }, path: 'serve.variant', message: 'Give text.' },
  { sent: { serve: 'on' }, path: 'serve', message: 'Give an object.' },
  {
    sent: { size: { unit: 'm' } },
    path: 'size.unit',
    message: 'Give one of the forms that the reference shows.',
  },
  { sent: [], path: '', message: 'Give an object.' },
  { query: '?limit=many', path: 'limit', message: 'Give a number.' },
  { query: '?limit=1.5', path: 'limit', message: 'Give a whole number.' },
  { query: '?limit=0', path: 'limit', message: 'Give at least 1.' },
  { query: '?limit=201', path: 'limit', message: 'Give at most 200.' },
])('$sent$query is answered "$path: $message"', async ({ sent = {}, query = '', path, message }) => {
  const payload = Array.isArray(sent) ? sent : { key: 'a', ...sent };

  expect(await errorsOf(payload, query)).toEqual([{ path, message }]);
});

async function errorsOf(payload: object, query: string): Promise<unknown> {
  const gate = {
    authenticate: () => Promise.resolve({ principal: nobody, setCookie: null }),
    authorise: () => undefined,
  };
  const app = createApp({ log: createLog('silent'), gate, isStrict: true });
  onTestFinished(() => app.close());
  route(app, putThing, () => ({ body: {} }));
  const answer = await app.inject({ method: 'POST', url: `/things${query}`, payload });
  return answer.json().errors;
}
