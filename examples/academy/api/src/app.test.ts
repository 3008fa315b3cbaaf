import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { createApp } from './app.ts';
import { type Database, rows } from './database.ts';
import { rankings } from './ranking.ts';
import { createTestDatabase, type TestDatabase, withoutDatabase } from './testing/database.ts';
import { fixedFlags } from './testing/flags.ts';

describe('the api on PostgreSQL', { skip: withoutDatabase }, () => {
  const { flags, state } = fixedFlags();
  let scratch: TestDatabase;
  let app: FastifyInstance;
  let nextPerson = 0;

  before(async () => {
    scratch = await createTestDatabase();
    app = createApp({
      database: scratch.database,
      flags,
      now: () => new Date('2026-11-23T10:00:00Z'),
      isReady: () => true,
    });
  });
  after(async () => {
    await app.close();
    await scratch.drop();
  });
  beforeEach(() => Object.assign(state, { newCheckout: false, ranking: 'relevance', limit: 3 }));

  const someone = (plan = 'free'): string => {
    nextPerson += 1;
    const person = { id: `t${nextPerson}`, email: `t${nextPerson}@test.example`, plan, country: 'DE' };
    return encodeURIComponent(JSON.stringify(person));
  };
  const get = (url: string, person = someone()): Promise<LightMyRequestResponse> =>
    app.inject({ url, headers: { 'x-academy-user': person } });
  const enrol = (person: string, payload: object): Promise<LightMyRequestResponse> =>
    app.inject({ method: 'POST', url: '/enrolments', headers: { 'x-academy-user': person }, payload });
  const slugs = async (url: string): Promise<string[]> =>
    (await get(url)).json().courses.map((course: { slug: string }) => course.slug);

  test('the catalogue holds 24 courses in 6 subjects', async () => {
    const { courses, categories } = (await get('/courses')).json();
    assert.equal(courses.length, 24);
    assert.equal(categories.length, 6);
  });

  test('relevance puts a match in the title first', async () => {
    assert.equal((await slugs('/courses?q=stat'))[0], 'practical-statistics');
  });

  test('popularity puts the most learners first', async () => {
    state.ranking = 'popularity';
    const { courses } = (await get('/courses')).json();
    const learners = courses.map((course: { learners: number }) => course.learners);
    assert.deepEqual(
      learners,
      learners.toSorted((a: number, b: number) => b - a),
    );
    assert.equal(courses[0].slug, 'practical-statistics');
  });

  test('newest puts the last published first', async () => {
    state.ranking = 'newest';
    assert.equal((await slugs('/courses'))[0], 'film-editing-studio');
  });

  test('search words are words, whatever characters stand between them', async () => {
    assert.deepEqual(await slugs(`/courses?q=${encodeURIComponent("'); drop table courses; --")}`), []);
    assert.deepEqual(await slugs(`/courses?q=${encodeURIComponent('git & | ! :* confidence')}`), [
      'git-with-confidence',
    ]);
  });

  for (const [q, least] of [
    ['a', 20],
    ['for', 3],
    ['the', 3],
  ] as const) {
    test(`a word as common as "${q}" finds courses`, async () => {
      assert.ok((await slugs(`/courses?q=${q}`)).length >= least);
    });
  }

  test('a stem finds what a longer or shorter form of the word is in', async () => {
    assert.deepEqual(await slugs('/courses?q=statistical'), await slugs('/courses?q=statistics'));
    assert.ok((await slugs('/courses?q=photographs')).includes('photography-with-any-camera'));
  });

  test('the number beside a subject is how many courses choosing it shows', async () => {
    for (const narrowed of [
      '',
      'q=a',
      'q=design',
      'level=beginner',
      'q=design&level=advanced',
      'q=nothing-like-it',
    ]) {
      const { categories } = (await get(`/courses?${narrowed}&category=data`)).json();
      assert.equal(categories.length, 6);
      for (const { slug, count } of categories)
        assert.equal(
          count,
          (await slugs(`/courses?${narrowed}&category=${slug}`)).length,
          `${narrowed} ${slug}`,
        );
    }
  });

  test('subject and level narrow the catalogue', async () => {
    assert.deepEqual(await slugs('/courses?category=design&level=advanced'), ['design-systems-that-last']);
  });

  test('the old rule asks for a confirmation, and the link in the e-mail gives it', async () => {
    const person = someone();
    const { id, rule } = (await enrol(person, { course: 'piano-from-zero' })).json();
    const waiting = (await get(`/enrolments/${id}`, person)).json();
    const confirmation = await app.inject({
      method: 'POST',
      url: `/confirmations/${waiting.confirmationToken}`,
    });
    const confirmed = (await get(`/enrolments/${id}`, person)).json();

    assert.equal(rule, 'v1');
    assert.equal(waiting.status, 'pending');
    assert.equal(confirmation.statusCode, 200);
    assert.equal(confirmed.status, 'active');
    assert.equal(confirmed.receipt, null);
  });

  test('the new rule confirms at once and issues a receipt with promo code', async () => {
    state.newCheckout = true;
    const person = someone('pro');
    const made = await enrol(person, {
      course: 'practical-statistics',
      promo: 'welcome10',
      goal: 'Curiosity',
      expectedTotalCents: 3528,
    });
    const enrolment = (await get(`/enrolments/${made.json().id}`, person)).json();

    assert.equal(made.statusCode, 201);
    assert.equal(enrolment.status, 'active');
    assert.equal(enrolment.goal, 'Curiosity');
    assert.match(enrolment.receipt.number, /^AC-2026-\d{6}$/);
    assert.equal(enrolment.receipt.totalCents, 3528);
  });

  test('a checkout that was switched off meanwhile books nothing at another price', async () => {
    const person = someone();
    const refused = await enrol(person, {
      course: 'practical-statistics',
      promo: 'WELCOME10',
      expectedTotalCents: 4410,
    });

    assert.equal(refused.statusCode, 409);
    assert.equal(refused.json().code, 'checkout-changed');
    assert.deepEqual((await get('/learning', person)).json().entries, []);
  });

  const confirm = async (person: string, id: string): Promise<LightMyRequestResponse> => {
    const { confirmationToken } = (await get(`/enrolments/${id}`, person)).json();
    return app.inject({ method: 'POST', url: `/confirmations/${confirmationToken}` });
  };

  test('a request takes no place and no seat until it is confirmed, and then only one that is left', async () => {
    state.limit = 1;
    const person = someone();
    const courses = ['short-stories', 'databases-under-load'];
    const seatsLeft = async (): Promise<number> =>
      (await get('/courses/databases-under-load')).json().course.seatsLeft;
    const before = await seatsLeft();
    const [first, second] = await Promise.all(
      courses.map(async (course) => (await enrol(person, { course })).json().id),
    );
    const waiting = await seatsLeft();
    const confirmed = await confirm(person, second);
    const again = await confirm(person, second);
    const refused = await confirm(person, first);

    assert.deepEqual([waiting, await seatsLeft()], [before, before - 1]);
    assert.deepEqual([confirmed.statusCode, again.statusCode, refused.statusCode], [200, 200, 409]);
    assert.equal(refused.json().code, 'enrolment-limit');
    assert.equal((await get(`/enrolments/${first}`, person)).json().status, 'pending');
  });

  test('two links opened together take the last seat once', async () => {
    await scratch.database.query("update courses set seats = 1 where slug = 'design-systems-that-last'");
    const people = [someone(), someone()];
    const course = 'design-systems-that-last';
    const ids = await Promise.all(people.map(async (person) => (await enrol(person, { course })).json().id));
    await openEveryConnection(scratch.database);
    const answers = await Promise.all(people.map((person, at) => confirm(person, ids[at])));

    assert.deepEqual(answers.map((answer) => answer.statusCode).toSorted(), [200, 409]);
  });

  test('one limit holds for both rules, and leaving a course makes room', async () => {
    state.limit = 1;
    const person = someone();
    const first = (await enrol(person, { course: 'short-stories' })).json();
    await confirm(person, first.id);
    state.newCheckout = true;
    const refused = await enrol(person, { course: 'piano-from-zero' });
    await app.inject({
      method: 'POST',
      url: `/enrolments/${first.id}/leave`,
      headers: { 'x-academy-user': person },
    });
    const accepted = await enrol(person, { course: 'piano-from-zero' });

    assert.equal(refused.json().code, 'enrolment-limit');
    assert.match(refused.json().detail, /1 course and can be in 1 at once/);
    assert.equal(accepted.statusCode, 201);
  });

  test('under the new rule the last seats cannot be oversold, however many ask at once', async () => {
    state.newCheckout = true;
    await scratch.database.query("update courses set seats = 3 where slug = 'film-editing-studio'");
    await openEveryConnection(scratch.database);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => enrol(someone(), { course: 'film-editing-studio' })),
    );
    const codes = answers.map((answer) => answer.statusCode).toSorted();

    assert.deepEqual(codes, [...Array(3).fill(201), ...Array(9).fill(409)]);
    const [{ taken } = { taken: -1 }] = await rows<{ taken: number }>(
      scratch.database,
      "select count(*)::int as taken from enrolments where course = 'film-editing-studio'",
    );
    assert.equal(taken, 3);
  });

  test('under the new rule two tabs cannot pass the limit together', async () => {
    state.newCheckout = true;
    state.limit = 1;
    const person = someone();
    const courses = ['piano-from-zero', 'short-stories', 'git-with-confidence'];
    const answers = await Promise.all(courses.map((course) => enrol(person, { course })));

    assert.deepEqual(answers.map((answer) => answer.statusCode).toSorted(), [201, 409, 409]);
  });

  test('finishing the last lesson finishes the course', async () => {
    state.newCheckout = true;
    const person = someone();
    const { id } = (await enrol(person, { course: 'leading-through-change' })).json();
    const { lessons } = (await get('/courses/leading-through-change')).json().course;
    for (const lesson of lessons) {
      await app.inject({
        method: 'POST',
        url: `/enrolments/${id}/lessons/${lesson.id}`,
        headers: { 'x-academy-user': person },
      });
    }
    assert.equal((await get(`/enrolments/${id}`, person)).json().status, 'completed');
  });

  test('recommendations leave out what someone studies and say why', async () => {
    const priya = encodeURIComponent(JSON.stringify({ id: 'u7', email: 'priya.nair@mail.example' }));
    const { title, because, courses } = (await get('/recommendations', priya)).json();
    const shown = courses.map((course: { slug: string }) => course.slug);

    assert.equal(shown.length, 4);
    assert.equal(title, 'Recommended for you');
    assert.ok(!shown.includes('practical-statistics') && !shown.includes('sql-from-questions'));
    assert.match(because, /^Because you study /);
  });

  for (const ranking of rankings) {
    test(`recommendations repeat nothing of the first row by ${ranking}, and call a stranger no learner`, async () => {
      state.ranking = ranking;
      const row = (await slugs('/courses')).slice(0, 4);
      const { title, courses } = (await get('/recommendations')).json();
      const repeated = courses.filter((course: { slug: string }) => row.includes(course.slug));

      assert.equal(courses.length, 4);
      assert.deepEqual(repeated, []);
      assert.equal(title, 'Highly rated');
    });
  }

  test('an unknown e-mail gets an account, the same one every time', async () => {
    const signIn = (email: string): Promise<LightMyRequestResponse> =>
      app.inject({ method: 'POST', url: '/sessions', payload: { email } });
    const first = (await signIn('some.one@mail.example')).json();
    const second = (await signIn('Some.One@mail.example')).json();

    assert.deepEqual(first, second);
    assert.equal(first.name, 'Some One');
  });

  test("nobody sees another person's enrolment", async () => {
    const { id } = (await enrol(someone(), { course: 'piano-from-zero' })).json();
    assert.equal((await get(`/enrolments/${id}`)).statusCode, 404);
  });

  for (const { name, payload, person, status } of [
    {
      name: 'a stranger',
      payload: { course: 'piano-from-zero' },
      person: encodeURIComponent('{"id":"v1"}'),
      status: 401,
    },
    { name: 'an unknown course', payload: { course: 'nope' }, person: undefined, status: 404 },
    {
      name: 'an unknown field',
      payload: { course: 'piano-from-zero', price: 0 },
      person: undefined,
      status: 201,
    },
    { name: 'no course', payload: {}, person: undefined, status: 400 },
    { name: 'a person without id', payload: { course: 'piano-from-zero' }, person: '%7B%7D', status: 400 },
  ]) {
    test(`enrolling with ${name} answers ${status}`, async () => {
      assert.equal((await enrol(person ?? someone(), payload)).statusCode, status);
    });
  }
});

/** Otherwise the first request is through before the second has a connection, and nothing overlaps. */
async function openEveryConnection(database: Database): Promise<void> {
  const all = Array.from({ length: database.options.max }, () => database.query('select pg_sleep(0.05)'));
  await Promise.all(all);
}
