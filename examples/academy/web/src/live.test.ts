import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk';
import { createFlags } from './flags.ts';
import { followFlags } from './live.ts';
import { stranger } from './person.ts';
import { createTestSite, type TestSite } from './testing/site.ts';

const provider = new InMemoryProvider({});
let site: TestSite;
let address: string;

before(async () => {
  await OpenFeature.setProviderAndWait(provider);
  site = await createTestSite();
  followFlags(site.live);
  address = await site.app.listen({ host: '127.0.0.1', port: 0 });
});

after(async () => {
  await site.app.close();
  await OpenFeature.close();
});

test('an open page hears which flag changed, and the flag answers anew', async () => {
  const events = await openStream();
  const hello = await events.next();
  provider.putConfiguration({
    'course-recommendations': { variants: { on: true }, defaultVariant: 'on', disabled: false },
  });
  const change = await events.next();

  assert.deepEqual(hello, {
    generation: site.live.generation().replace(/\d+$/, (count) => String(Number(count) - 1)),
  });
  assert.deepEqual(change, { generation: site.live.generation(), flags: ['course-recommendations'] });
  assert.equal(await createFlags().hasRecommendations(stranger('v1')), true);
});

test('a change that names no flag may concern any', async () => {
  const events = await openStream();
  await events.next();
  provider.putConfiguration({});
  assert.deepEqual((await events.next()).flags, null);
});

test('a page knows the generation that it was made in', async () => {
  const page = await site.app.inject('/');
  assert.ok(page.body.includes(`data-generation="${site.live.generation()}"`));
});

async function openStream(): Promise<{ next(): Promise<Record<string, unknown>> }> {
  const response = await fetch(`${address}/live`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next() {
      for (;;) {
        const [, data, rest] = /data: ([^\n]*)\n\n(.*)/s.exec(text) ?? [];
        if (data !== undefined && rest !== undefined) {
          text = rest;
          return JSON.parse(data);
        }
        text += (await reader?.read())?.value ?? '';
      }
    },
  };
}
