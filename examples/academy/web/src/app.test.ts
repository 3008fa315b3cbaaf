import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { ApiProblem } from './api.ts';
import { ownPath } from './routes/sign-in.ts';
import { account, course, createTestSite, enrolment, price, type TestSite } from './testing/site.ts';

const mia = { 'x-academy-user': encodeURIComponent(JSON.stringify({ ...account, name: undefined })) };
const shelf = 'data-feature="course-recommendations"';
const checkout = 'data-feature="new-checkout"';

const send = (
  site: TestSite,
  url: string,
  form: Record<string, string>,
  headers = {},
): Promise<LightMyRequestResponse> =>
  site.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...mia, ...headers },
    payload: new URLSearchParams(form).toString(),
  });

for (const url of ['/', '/?q=piano', '/courses/piano-from-zero', '/fragments/recommendations']) {
  test(`recommendations are on ${url} exactly while the flag is on`, async () => {
    const site = await createTestSite();
    const before = await site.app.inject(url);
    site.flags.recommendations = true;
    const during = await site.app.inject(url);
    site.flags.recommendations = false;
    const afterwards = await site.app.inject(url);

    assert.deepEqual(
      [before, during, afterwards].map((reply) => reply.body.includes(shelf)),
      [false, true, false],
    );
    assert.equal(site.calls.length, 1);
  });
}

for (const url of [
  '/courses/piano-from-zero',
  '/courses/piano-from-zero/enrol',
  '/fragments/checkout?course=piano-from-zero',
]) {
  test(`the new checkout is on ${url} exactly while the flag is on`, async () => {
    const site = await createTestSite();
    const before = await site.app.inject({ url, headers: mia });
    site.flags.newCheckout = true;
    const during = await site.app.inject({ url, headers: mia });

    assert.deepEqual(
      [before, during].map((reply) => reply.body.includes(checkout)),
      [false, true],
    );
  });
}

test('titles from the database are text, not markup', async () => {
  const { body } = await (await createTestSite()).app.inject('/');
  assert.ok(body.includes('Piano &amp; &lt;forte&gt;'));
  assert.ok(!body.includes('<forte>'));
});

test('what was searched for is text, not markup', async () => {
  const { body } = await (await createTestSite()).app.inject(
    `/?q=${encodeURIComponent('"><script>x</script>')}`,
  );
  assert.ok(!body.includes('<script>x'));
});

test('enrolling sends the price that was shown and leads to the confirmation', async () => {
  const site = await createTestSite();
  const reply = await send(site, '/courses/piano-from-zero/enrol', {
    promo: 'WELCOME10',
    goal: 'Fun',
    total: '4050',
  });

  assert.equal(reply.statusCode, 303);
  assert.equal(reply.headers.location, '/enrolments/e1');
  const request = { course: 'piano-from-zero', promo: 'WELCOME10', goal: 'Fun', expectedTotalCents: 4050 };
  assert.deepEqual(site.calls, [`enrol u5 ${JSON.stringify(request)}`, 'report u5 enrolled']);
});

test('a refusal comes back on the form with its reason and what was typed', async () => {
  const site = await createTestSite({
    enrol: async () => Promise.reject(new ApiProblem(409, 'checkout-changed', 'It is <3> euros now.')),
  });
  site.flags.newCheckout = true;
  const reply = await send(site, '/courses/piano-from-zero/enrol', {
    promo: 'FRIENDS25',
    goal: 'Out of curiosity',
  });

  assert.equal(reply.statusCode, 409);
  assert.match(reply.body, /role="alert"><strong>The price changed<\/strong><p>It is &lt;3&gt; euros now/);
  assert.match(reply.body, /value="FRIENDS25"/);
  assert.match(reply.body, /value="Out of curiosity" checked/);
});

for (const newCheckout of [false, true]) {
  test(`at the limit there is no form, but what to do, with the new checkout ${newCheckout ? 'on' : 'off'}`, async () => {
    const site = await createTestSite({
      learning: async () => ({ entries: [enrolment, { ...enrolment, status: 'pending' }], limit: 1 }),
      enrol: async () => Promise.reject(new ApiProblem(409, 'enrolment-limit', 'You are in 1 course.')),
    });
    site.flags.newCheckout = newCheckout;
    const page = await site.app.inject({ url: '/courses/piano-from-zero/enrol', headers: mia });
    const sent = await send(site, '/courses/piano-from-zero/enrol', { goal: '' });

    for (const { body } of [page, sent]) {
      assert.match(body, /<h1>All your places are in use<\/h1>/);
      assert.match(body, /You are in 1 course and can be in 1 at once/);
      assert.match(body, /href="\/learning">My learning<\/a><a class="button button-quiet"/);
      assert.doesNotMatch(body, /<form method="post" class="(panel|checkout)"|role="alert"/);
    }
    assert.equal(sent.statusCode, 409);
  });
}

test('a request that waits for its confirmation takes no place', async () => {
  const waiting = { ...enrolment, status: 'pending' } as const;
  const site = await createTestSite({ learning: async () => ({ entries: [waiting, waiting], limit: 2 }) });
  const form = await site.app.inject({ url: '/courses/piano-from-zero/enrol', headers: mia });
  const learning = await site.app.inject({ url: '/learning', headers: mia });

  assert.match(form.body, /Send request/);
  assert.match(learning.body, /<strong>0 of 2<\/strong> places in use/);
});

test('a full course offers no way to confirm', async () => {
  const full = { ...course, seats: 12, seatsLeft: 0 };
  const site = await createTestSite({ course: async () => ({ course: full, enrolment: null, price }) });
  site.flags.newCheckout = true;
  const { body } = await site.app.inject({ url: '/courses/piano-from-zero/enrol', headers: mia });
  assert.match(body, /All 12 seats are taken/);
  assert.doesNotMatch(body, /Confirm and start/);
});

test('what a person sees after enrolling follows the rule that the api applied, not the flag now', async () => {
  const pending = { ...enrolment, status: 'pending', rule: 'v1', confirmationToken: 'c1' } as const;
  const site = await createTestSite({ enrolment: async () => pending });
  site.flags.newCheckout = true;
  const { body } = await site.app.inject({ url: '/enrolments/e1', headers: mia });
  assert.match(body, /Check your e-mail/);
  assert.match(body, /data-rule="v1"/);
});

for (const url of ['/learning', '/courses/piano-from-zero/enrol', '/enrolments/e1']) {
  test(`a stranger on ${url} is asked to sign in and brought back`, async () => {
    const reply = await (await createTestSite()).app.inject(url);
    assert.equal(reply.statusCode, 303);
    assert.equal(reply.headers.location, `/sign-in?next=${encodeURIComponent(url)}`);
  });
}

test('signing in gives a session that the next page knows', async () => {
  const site = await createTestSite({}, false);
  const reply = await send(site, '/sign-in', { email: account.email, next: '/learning' });
  const cookie = String(reply.headers['set-cookie']).match(/academy_session=[^;]+/)?.[0] ?? '';
  const page = await site.app.inject({ url: '/learning', headers: { cookie } });

  assert.equal(reply.headers.location, '/learning');
  assert.match(page.body, /Mia Jensen/);
});

test('a session that someone altered is no session', async () => {
  const site = await createTestSite({}, false);
  const reply = await send(site, '/sign-in', { email: account.email, next: '/' });
  const cookie = String(reply.headers['set-cookie']).match(/academy_session=[^;]+/)?.[0] ?? '';
  const forged = cookie.replace('mia', 'eve');

  assert.notEqual(forged, cookie);
  assert.equal((await site.app.inject({ url: '/learning', headers: { cookie: forged } })).statusCode, 303);
});

test('the user header counts only where it is trusted', async () => {
  const [trusting, careful] = [await createTestSite({}, true), await createTestSite({}, false)];
  assert.equal((await trusting.app.inject({ url: '/learning', headers: mia })).statusCode, 200);
  assert.equal((await careful.app.inject({ url: '/learning', headers: mia })).statusCode, 303);
});

test('a stranger keeps the same id between visits', async () => {
  const ids: string[] = [];
  const site = await createTestSite({
    catalogue: async (person) => {
      ids.push(person.id);
      return { ranking: 'relevance', courses: [], categories: [] };
    },
  });
  const first = await site.app.inject('/');
  const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
  const second = await site.app.inject({ url: '/', headers: { cookie } });

  assert.deepEqual(ids, ['v12345678', 'v12345678']);
  assert.equal(second.headers['set-cookie'], undefined);
});

test('a form sent from another site changes nothing', async () => {
  const site = await createTestSite();
  const reply = await send(site, '/learning/e1/leave', {}, { 'sec-fetch-site': 'cross-site' });
  assert.equal(reply.statusCode, 403);
  assert.deepEqual(site.calls, []);
});

test('after signing in only a path of this site is followed', () => {
  for (const evil of ['//evil.example', 'https://evil.example', '/\\evil.example', '/a b', 'learning', '']) {
    assert.equal(ownPath(evil), '/', evil);
  }
  assert.equal(ownPath('/courses/a?b=c'), '/courses/a?b=c');
});

test('a missing page is a page that helps on', async () => {
  const reply = await (await createTestSite()).app.inject('/nope');
  assert.equal(reply.statusCode, 404);
  assert.match(reply.body, /That page is not here/);
});

test('while the api is away the page says so', async () => {
  const site = await createTestSite({
    catalogue: async () => Promise.reject(new ApiProblem(503, 'api-unreachable', 'Reload in a moment.')),
  });
  const reply = await site.app.inject('/');
  assert.equal(reply.statusCode, 503);
  assert.match(reply.body, /We will be right back/);
});
