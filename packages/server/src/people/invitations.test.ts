import {
  acceptInvitation,
  askPasswordReset,
  type CallInput,
  createEnvironment,
  createFlag,
  createProject,
  erasePerson,
  getMe,
  invite,
  listChanges,
  listInvitations,
  listMembers,
  listPeople,
  redeemPasswordReset,
  setUp,
  signIn,
  updateMe,
  withdrawInvitation,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, codeOf, openBrowser } from '../../../../test/support/browser.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { startSmtp, type TestSmtp } from '../../../../test/support/smtp.ts';
import { openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const publicUrl = 'http://slipway.localhost';
const owner = { email: 'ada@example.com', name: 'Ada', password: 'correct horse battery' };
const password = 'a password of 12 or more';
const academy = { project: 'academy' };

let now = Date.parse('2026-11-23T12:00:00Z');
let smtp: TestSmtp;
let slipway: TestSlipway;
let unmailed: TestSlipway;
let admin: Browser;
let people = 0;

beforeAll(async () => {
  smtp = await startSmtp();
  const mail = { smtpUrl: smtp.url, mailFrom: 'Slipway <slipway@example.com>' };
  slipway = await startTestServer({ now: () => now, config: { ...mail, publicUrl } });
  unmailed = await startTestServer({ now: () => now, databaseUrl: slipway.databaseUrl });
  await slipway.client.call(setUp, { body: owner });
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  for (const key of ['production', 'demo'])
    await slipway.client.call(createEnvironment, { params: academy, body: { key } });
  admin = await signedIn(owner.email, owner.password);
});
afterAll(async () => {
  await unmailed.close();
  await slipway.close();
  await smtp.close();
});

async function signedIn(email: string, secret: string): Promise<Browser> {
  const browser = openBrowser(slipway.url);
  await browser.client.call(signIn, { body: { email, password: secret } });
  return browser;
}

function someone(): string {
  people += 1;
  return `person${people}@example.com`;
}

function tokenIn(text: string): string {
  return /#([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? '';
}

async function invited(email: string, role: 'viewer' | 'developer' = 'viewer'): Promise<string> {
  const { link } = await admin.client.call(invite, { params: academy, body: { email, role } });
  await smtp.mailTo(email);
  return tokenIn(link);
}

async function joined(email: string): Promise<Browser> {
  const browser = openBrowser(slipway.url);
  const token = await invited(email);
  await browser.client.call(acceptInvitation, { body: { token, name: 'Grace', password } });
  return browser;
}

const accept = (token: string, more: { name?: string; password?: string } = {}) =>
  codeOf(
    openBrowser(slipway.url).client.call(acceptInvitation, {
      body: { token, name: 'Grace', password, ...more },
    }),
  );

describe('an invitation', () => {
  test('arrives by mail, makes somebody new a member, and works once', async () => {
    const email = someone();
    const body = { email, role: 'stakeholder' as const, environments: ['demo'] };

    const created = await admin.client.call(invite, { params: academy, body });
    const mail = await smtp.mailTo(email);

    expect(created).toMatchObject({ email, role: 'stakeholder', environments: ['demo'], isMailed: true });
    expect(created.link.startsWith(`${publicUrl}/invitation#`)).toBe(true);
    expect(mail.text).toContain(created.link);
    const browser = openBrowser(slipway.url);
    const token = tokenIn(mail.text);
    const accepted = await browser.client.call(acceptInvitation, {
      body: { token, name: 'Grace', password },
    });
    expect(accepted.person).toMatchObject({ email, name: 'Grace', isOwner: false, isEmailVerified: false });
    expect(await browser.client.call(getMe)).toMatchObject({
      email,
      memberships: [{ project: 'academy', role: 'stakeholder', environments: ['demo'] }],
    });
    expect(await accept(token)).toBe('link-expired');
    expect(await codeOf(signedIn(email, password))).toBe('allowed');
  });

  test('can be copied where no mail is configured', async () => {
    const email = someone();

    const created = await unmailed.client.call(invite, { params: academy, body: { email, role: 'viewer' } });

    expect(created.isMailed).toBe(false);
    expect(created.link.startsWith(`${unmailed.url}/invitation#`)).toBe(true);
    expect(await accept(tokenIn(created.link))).toBe('allowed');
  });

  test('is accepted by a known person with their own password only', async () => {
    const email = someone();
    await joined(email);
    await admin.client.call(createProject, { body: { key: `second-${people}` } });
    const params = { project: `second-${people}` };
    const body = { email: email.toUpperCase(), role: 'releaser' as const };
    const token = tokenIn((await admin.client.call(invite, { params, body })).link);

    expect(await accept(token, { password: 'some other password' })).toBe('wrong-credentials');
    expect(await accept(token, { name: 'Mallory' })).toBe('allowed');

    const browser = await signedIn(email, password);
    const me = await browser.client.call(getMe);
    expect(me.name).toBe('Grace');
    expect(me.memberships.map(({ project, role }) => [project, role])).toEqual([
      ['academy', 'viewer'],
      [params.project, 'releaser'],
    ]);
  });

  test('to the owner’s address gives nobody else the owner’s account', async () => {
    const token = tokenIn(
      (await admin.client.call(invite, { params: academy, body: { email: owner.email, role: 'viewer' } }))
        .link,
    );

    expect(await accept(token)).toBe('wrong-credentials');
    expect(await codeOf(signedIn(owner.email, password))).toBe('wrong-credentials');
  });

  test('ends after seven days', async () => {
    const token = await invited(someone());
    now += 7 * DAY - 1;
    expect(await accept(token, { password: 'short' })).toBe('invalid-request');

    now += 1;

    expect(await accept(token)).toBe('link-expired');
    admin = await signedIn(owner.email, owner.password);
  });

  test('ends when it is withdrawn, and when another takes its place', async () => {
    const email = someone();
    const first = await invited(email);
    const second = await invited(email);
    expect(await accept(first)).toBe('link-expired');
    const { items } = await admin.client.call(listInvitations, { params: academy, query: { limit: 200 } });
    const mine = items.filter((item) => item.email === email);
    expect(mine).toHaveLength(1);

    const params = { ...academy, invitation: mine[0]?.id ?? '' };
    await admin.client.call(withdrawInvitation, { params, query: { reason: 'Wrong person.' } });

    expect(await accept(second)).toBe('link-expired');
    expect(await codeOf(admin.client.call(withdrawInvitation, { params }))).toBe('invitation-not-found');
  });

  test.each([{ who: 'somebody new' }, { who: 'a known person' }])(
    'of several uses by $who at once lets one in',
    async ({ who }) => {
      const email = someone();
      if (who === 'a known person') await joined(email);
      const token = await invited(email);

      const codes = await Promise.all(Array.from({ length: 4 }, () => accept(token)));

      expect(codes.filter((code) => code === 'allowed')).toHaveLength(1);
    },
  );

  test.each([
    { given: 'an unknown environment', body: { environments: ['nowhere'] }, code: 'environment-not-found' },
    {
      given: 'an unknown segment',
      body: { role: 'viewer', grants: [{ permission: 'segment:write', segment: 'nobody' }] },
      code: 'invalid-request',
    },
    { given: 'an unknown role', body: { role: 'root' }, code: 'invalid-request' },
    { given: 'no address', body: { email: 'nobody' }, code: 'invalid-request' },
  ])('is not made with $given', async ({ body, code }) => {
    const answer = await admin.fetch('/api/v1/projects/academy/invitations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: someone(), role: 'stakeholder', ...body }),
    });

    expect(await answer.json()).toMatchObject({ code });
  });

  describe('for somebody who is a member already', () => {
    const academyOf = async (browser: Browser) =>
      (await browser.client.call(getMe)).memberships.find(({ project }) => project === 'academy');
    const inviteAndAccept = async (
      email: string,
      body: Omit<NonNullable<CallInput<typeof invite>['body']>, 'email'>,
    ) => {
      const { link } = await admin.client.call(invite, { params: academy, body: { email, ...body } });
      expect(await accept(tokenIn(link))).toBe('allowed');
    };
    const memberChanges = async (id: string) => {
      const { items } = await admin.client.call(listChanges, { params: academy, query: { limit: 200 } });
      return items.filter(({ subject, key }) => subject === 'member' && key === id);
    };

    test('raises the role, adds permissions, and is recorded as what it makes of the member', async () => {
      const email = someone();
      const browser = await joined(email);
      const { id } = await browser.client.call(getMe);
      const grants = [{ permission: 'flag:restore' as const, environment: 'demo' }];

      await inviteAndAccept(email, { role: 'developer', grants });

      expect(await academyOf(browser)).toMatchObject({ role: 'developer', grants });
      const inviter = (await admin.client.call(getMe)).name;
      const none = { grants: [], environments: [] };
      expect(await memberChanges(id)).toMatchObject([
        {
          action: 'update',
          actor: { kind: 'person', id },
          onBehalfOf: inviter,
          before: { person: id, role: 'viewer', ...none },
          after: { person: id, role: 'developer', grants, environments: [] },
        },
        { action: 'create', before: null, after: { person: id, role: 'viewer', ...none } },
      ]);
    });

    test('shows whether an address was proved', async () => {
      const email = someone();
      await joined(email);
      const proved = async () => {
        const { items } = await admin.client.call(listMembers, { params: academy, query: { limit: 200 } });
        return items.find(({ person }) => person.email === email)?.person.isEmailVerified;
      };
      expect(await proved()).toBe(false);

      await rows('update people set email_verified_at = now() where email = $1', [email]);

      expect(await proved()).toBe(true);
    });

    test('takes nothing away: neither role nor permissions', async () => {
      const email = someone();
      const browser = await joined(email);
      const { id } = await browser.client.call(getMe);
      const grants = [{ permission: 'flag:restore' as const, environment: 'demo' }];
      await inviteAndAccept(email, { role: 'releaser', grants });
      const before = await academyOf(browser);
      const count = (await memberChanges(id)).length;

      await inviteAndAccept(email, { role: 'stakeholder', environments: ['demo'] });
      await inviteAndAccept(email, { role: 'developer', grants });

      expect(await academyOf(browser)).toEqual(before);
      expect(await memberChanges(id)).toHaveLength(count);
    });

    test('lets a stakeholder see more, and forgets nothing', async () => {
      const email = someone();
      const browser = openBrowser(slipway.url);
      const body = { email, role: 'stakeholder' as const, environments: ['demo'] };
      const { link } = await admin.client.call(invite, { params: academy, body });
      await browser.client.call(acceptInvitation, {
        body: { token: tokenIn(link), name: 'Grace', password },
      });

      await inviteAndAccept(email, { role: 'stakeholder', environments: ['production'] });

      expect((await academyOf(browser))?.environments.toSorted()).toEqual(['demo', 'production']);
    });

    test('leaves a role that a group gave to the group, unless it adds to it', async () => {
      const email = someone();
      await joined(email);
      const provider = async () =>
        rows('select m.provider from members m join people p on p.id = m.person_id where p.email = $1', [
          email,
        ]);
      await rows(
        `update members set provider = 'https://idp.example' where person_id = (select id from people where email = $1)`,
        [email],
      );

      await inviteAndAccept(email, { role: 'viewer' });
      expect(await provider()).toEqual([{ provider: 'https://idp.example' }]);

      await inviteAndAccept(email, { role: 'developer' });
      expect(await provider()).toEqual([{ provider: null }]);
    });
  });

  test('gives less, never more, when what it names has gone', async () => {
    const email = someone();
    const params = { ...academy, environment: 'gone' };
    await slipway.client.call(createEnvironment, { params: academy, body: { key: 'gone', kind: 'demo' } });
    const grants = [{ permission: 'flag:kill' as const, environment: 'gone' }];
    const created = await admin.client.call(invite, {
      params: academy,
      body: { email, role: 'viewer', grants },
    });
    await rows('delete from environments where key = $1', [params.environment]);

    expect(await accept(tokenIn(created.link))).toBe('allowed');

    const me = await (await signedIn(email, password)).client.call(getMe);
    expect(me.memberships[0]?.permissions).not.toContain('flag:kill');
  });

  test('is audited without the address', async () => {
    const email = someone();
    const token = await invited(email);
    await accept(token);

    const { items } = await admin.client.call(listChanges, { params: academy, query: { limit: 10 } });

    const made = items.filter(({ subject }) => subject === 'invitation').slice(0, 2);
    expect(made.map(({ action }) => action)).toEqual(['accept', 'create']);
    expect(made[1]).toMatchObject({ after: { role: 'viewer' }, before: null });
    expect(JSON.stringify(items)).not.toContain(email);
    expect(JSON.stringify(items)).not.toContain(token);
  });
});

describe('a forgotten password', () => {
  const ask = (email: string) => codeOf(slipway.as(undefined).call(askPasswordReset, { body: { email } }));
  const redeem = (token: string, next = 'a new password of mine') =>
    codeOf(slipway.as(undefined).call(redeemPasswordReset, { body: { token, password: next } }));

  test('is replaced by a link from the mail, once, and every session ends', async () => {
    const email = someone();
    const browser = await joined(email);

    expect(await ask(email.toUpperCase())).toBe('allowed');
    const mail = await smtp.mailTo(email);

    expect(mail.text).toContain(`${publicUrl}/password-reset#`);
    expect(await redeem(tokenIn(mail.text))).toBe('allowed');
    expect(await redeem(tokenIn(mail.text))).toBe('link-expired');
    expect(await codeOf(browser.client.call(getMe))).toBe('unauthenticated');
    expect(await codeOf(signedIn(email, password))).toBe('wrong-credentials');
    expect(await codeOf(signedIn(email, 'a new password of mine'))).toBe('allowed');
  });

  test('is not asked for aloud: an unknown address gets the same answer and no mail', async () => {
    const before = smtp.mails.length;
    const email = someone();
    await joined(email);

    expect(await ask('unknown@example.com')).toBe('allowed');
    expect(await ask(email)).toBe('allowed');

    await smtp.mailTo(email);
    expect(smtp.mails).toHaveLength(before);
  });

  test('has an hour, and only the last link counts', async () => {
    const email = someone();
    await joined(email);
    await ask(email);
    const first = tokenIn((await smtp.mailTo(email)).text);
    await ask(email);
    const second = tokenIn((await smtp.mailTo(email)).text);
    expect(await redeem(first)).toBe('link-expired');

    now += HOUR;

    expect(await redeem(second)).toBe('link-expired');
  });

  test('cannot be used to fill somebody’s mailbox', async () => {
    const email = someone();

    const codes: string[] = [];
    for (let count = 0; count < 6; count += 1) codes.push(await ask(email));

    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'allowed'), 'too-many-requests']);
  });

  test('opens an account that was locked by somebody’s guesses', async () => {
    const email = someone();
    await joined(email);
    for (let count = 0; count < 10; count += 1) await codeOf(signedIn(email, 'a wrong password'));
    expect(await codeOf(signedIn(email, password))).toBe('too-many-requests');

    await ask(email);
    await redeem(tokenIn((await smtp.mailTo(email)).text));

    expect(await codeOf(signedIn(email, 'a new password of mine'))).toBe('allowed');
  });
});

describe('erasing a person', () => {
  test('removes their address, their key and the reasons they gave from every table, and leaves what they did', async () => {
    const email = someone();
    await joined(email);
    const body = { email, role: 'administrator' as const };
    await accept(tokenIn((await admin.client.call(invite, { params: academy, body })).link));
    const browser = await signedIn(email, password);
    const { id } = await browser.client.call(getMe);
    await browser.client.call(createFlag, {
      params: academy,
      body: { key: 'made-by-grace', reason: 'Grace wants it.' },
    });

    await browser.client.call(updateMe, { body: { targetingKey: 'key-of-grace-7' } });

    await admin.client.call(erasePerson, { params: { person: id }, body: { reason: 'Has left.' } });

    expect(await codeOf(browser.client.call(getMe))).toBe('unauthenticated');
    expect(await codeOf(signedIn(email, password))).toBe('wrong-credentials');
    const everything = await dump();
    expect(everything).toContain('made-by-grace');
    expect(everything).not.toContain(email);
    expect(everything).not.toContain('Grace wants it.');
    expect(everything).not.toContain('key-of-grace-7');
    const { items } = await admin.client.call(listPeople, { query: { limit: 200 } });
    expect(items.map((person) => person.id)).not.toContain(id);
    const members = await admin.client.call(listMembers, { params: academy, query: { limit: 200 } });
    expect(members.items.map(({ person }) => person.id)).not.toContain(id);
    const changes = await admin.client.call(listChanges, { params: academy });
    expect(changes.items[0]).toMatchObject({
      action: 'erase',
      subject: 'member',
      key: id,
      reason: 'Has left.',
    });
    expect(await codeOf(admin.client.call(erasePerson, { params: { person: id }, body: {} }))).toBe(
      'person-not-found',
    );
    // The address may come again, as somebody new.
    expect(await accept(await invited(email))).toBe('allowed');
  });

  test('is refused for the last owner', async () => {
    const { id } = await admin.client.call(getMe);

    expect(await codeOf(admin.client.call(erasePerson, { params: { person: id }, body: {} }))).toBe(
      'last-owner',
    );
  });
});

async function rows(text: string, values: unknown[] = []): Promise<unknown[]> {
  const db = openDatabase(slipway.databaseUrl, { log: createLog('silent'), poolSize: 1 });
  try {
    return (await db.pool.query(text, values)).rows;
  } finally {
    await db.close();
  }
}

/** Every row of every table, as text. */
async function dump(): Promise<string> {
  const tables = await rows(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const names = tables.map((row) => (row as { name: string }).name);
  const all = await Promise.all(names.map((name) => rows(`select t::text from ${name} t`)));
  return JSON.stringify(all);
}
