import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type EvaluationContext, InMemoryProvider, OpenFeature } from '@openfeature/server-sdk';
import { createFlags } from './flags.ts';
import { readPerson } from './person.ts';

const staff = readPerson(
  encodeURIComponent(JSON.stringify({ id: 'u1', email: 'a@academy.example', plan: 'pro', country: 'DE' })),
);
const stranger = readPerson(encodeURIComponent(JSON.stringify({ id: 'v1' })));

const isStaff = (context: EvaluationContext): string =>
  String(context.email).endsWith('@academy.example') && context.plan === 'pro' && context.country === 'DE'
    ? 'on'
    : 'off';

before(async () => {
  const provider = new InMemoryProvider({
    'new-checkout': {
      variants: { on: true, off: false },
      defaultVariant: 'off',
      disabled: false,
      contextEvaluator: isStaff,
    },
    'search-ranking': { variants: { odd: 'alphabet' }, defaultVariant: 'odd', disabled: false },
    'enrolment-limit': {
      variants: { on: -2.5, off: 3.9 },
      defaultVariant: 'on',
      disabled: false,
      contextEvaluator: isStaff,
    },
  });
  await OpenFeature.setProviderAndWait(provider);
});

after(() => OpenFeature.close());

test('rules see e-mail, plan and country', async () => {
  assert.equal(await createFlags().hasNewCheckout(staff), true);
  assert.equal(await createFlags().hasNewCheckout(stranger), false);
});

test('a ranking that the code does not know falls back to relevance', async () => {
  assert.equal(await createFlags().searchRanking(staff), 'relevance');
});

test('where nobody can be asked, nothing is new and three courses are the limit', async () => {
  await OpenFeature.setProviderAndWait('empty', new InMemoryProvider({}));
  const flags = createFlags(OpenFeature.getClient('empty'));
  assert.equal(await flags.hasNewCheckout(staff), false);
  assert.equal(await flags.searchRanking(staff), 'relevance');
  assert.equal(await flags.enrolmentLimit(staff), 3);
});

test('the limit is a whole number and never negative', async () => {
  assert.equal(await createFlags().enrolmentLimit(staff), 0);
  assert.equal(await createFlags().enrolmentLimit(stranger), 3);
});
