import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../packages/cli/src/run.ts';
import { createHostedWorld, type HostedWorld, serviceText } from '../support/hosted.ts';
import { until } from '../support/until.ts';

let world: HostedWorld;

beforeAll(async () => {
  world = await createHostedWorld();
  await world.web.branch('feature/price');
  await world.web.commit({ 'main.mjs': serviceText('price') }, 'Show prices');
  world.web.switchTo('main');
}, 120_000);
afterAll(() => world.end());

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** The real command line, in this process. */
async function slipway(line: string | readonly string[], input = ''): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const { url, adminToken } = world.server();
  const env = { SLIPWAY_URL: url, SLIPWAY_TOKEN: adminToken, SLIPWAY_PROJECT: world.project };
  const args = typeof line === 'string' ? line.split(' ') : line;
  stdin.end(input);
  const done = run(['environment', ...args], { env, stdin, stdout, stderr, now: Date.now });
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await done;
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

describe('slipway environment', () => {
  test('shows the plan and creates nothing', async () => {
    const { code, out } = await slipway('create price --blueprint shop --from web@feature/price --plan');

    expect(code).toBe(0);
    expect(out).toMatch(/^web +feature\/price +[0-9a-f]{10} +asked for +Show prices$/m);
    expect(out).toMatch(/^api +main +[0-9a-f]{10} +(default branch|as its base)/m);
    expect((await slipway('show price')).code).toBe(1);
  });

  test('creates one from branches, and tells steps and times while it waits', async () => {
    const { code, out, err } = await slipway(
      'create price --blueprint shop --service web=feature/price --wait',
    );

    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^price is ready after \d+\.\d s: http:\/\/price\.localhost:\d+\n$/),
    });
    expect(err).toMatch(/^✓ build web {2}[\d.]+ m?s/m);
    expect(err).toMatch(/^✓ start {2}/m);
  });

  test('does not wait where nobody looks, and prints what the API says', async () => {
    const { code, out } = await slipway('create other --blueprint shop --json');

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ key: 'other', kind: 'on-demand', base: 'staging', run: {} });
    await world.reach('other', 'ready');
  });

  test('exits 1 with what failed and what to do', async () => {
    await world.web.branch('feature/broken', 'main');
    await world.web.commit({ 'main.mjs': 'throw new Error("no such shelf");' });
    world.web.switchTo('main');

    const { code, err } = await slipway('create broken --blueprint shop --service web=feature/broken --wait');

    expect(code).toBe(1);
    expect(err).toMatch(/^Error: broken failed in step "start/m);
    expect(err).toContain('no such shelf');
    expect((await slipway('destroy broken --wait')).out).toContain('broken is destroyed');
  });

  test('lists and shows what runs', async () => {
    const listed = await slipway('list');
    const shown = await slipway('show price');

    expect(listed.out).toMatch(
      /^price +ready +web@feature\/price +\d+ (s|min) +in \d+ (h|d) +http:\/\/price\./m,
    );
    expect(shown.out).toMatch(/^web +feature\/price +[0-9a-f]{10} +asked for +Show prices$/m);
    expect(shown.out).toMatch(/^api +running +[\d.]+ MiB +0/m);
    expect(shown.out).toMatch(/^build web +done +[\d.]+ m?s/m);
  });

  test('prints logs and the address, and no more', async () => {
    const logs = await slipway('logs price --source api --lines 5 --no-follow');
    const opened = await slipway('open price --print');

    expect(logs).toEqual({ code: 0, out: expect.stringContaining('listening'), err: '' });
    expect(opened.out).toMatch(/^http:\/\/price\.localhost:\d+\/?\n$/);
    expect((await slipway('open staging')).err).toContain('Slipway does not run staging');
  });

  test('runs a command beside a service and exits as it does', async () => {
    const script = "console.log('in ' + process.env.SLIPWAY_ENVIRONMENT); process.exit(7)";

    const { code, out } = await slipway(['exec', 'price', 'api', '--', 'node', '-e', script]);

    expect({ code, out }).toEqual({ code: 7, out: 'in price\n' });
  });

  test('puts it to sleep, wakes it, and runs another branch', async () => {
    const asleep = await slipway('sleep price --wait');
    const awake = await slipway('wake price --wait');
    const other = await slipway('redeploy price --service web=main --wait');

    expect(asleep.out).toMatch(/^price is sleeping \(stopped\)/);
    expect(awake.out).toMatch(/^price is ready/);
    expect(other.out).toMatch(/^price is ready/);
    expect(await world.ask('price', 'web', '/version')).toMatchObject({ version: 'main' });
  });

  test('keeps the data as it is, goes back to it, and to the seed', async () => {
    const notes = (): Promise<object> => world.ask('price', 'api', '/notes');
    const kept = await slipway('snapshot price before --wait');
    await slipway('reset price --seed demo --wait');
    const afterReset = await notes();
    await slipway('restore-data price before --wait');

    expect(kept.code).toBe(0);
    expect(afterReset).toEqual({ notes: ['seed demo'] });
    expect(await notes()).toEqual({ notes: ['seed default'] });
    expect((await slipway('restore-data price none')).err).toContain('slipway environment show');
  });

  test('makes, lists and revokes share links', async () => {
    const made = await slipway('link create price --label owner --for 2d --password-file -', 'open sesame\n');
    const [id] = /^\S+(?= +valid +yes +0 .* owner$)/m.exec((await slipway('link list price')).out) ?? [];
    const revoked = await slipway(`link revoke price ${id}`);

    expect(made.out).toMatch(/^http:\/\/price\.localhost:\d+\/\S+\n$/);
    expect(revoked.code).toBe(0);
    expect((await slipway('link list price')).out).toMatch(/^\S+ +revoked +yes/m);
  });

  test('extends it, keeps it and lets it go', async () => {
    const extended = await slipway('extend price --by 3d');
    const kept = await slipway('keep price');
    const refused = await slipway('destroy price');
    const free = await slipway('let-go price');

    expect(extended.out).toMatch(/^price expires: in (2|3) d\.$/m);
    expect(kept.out).toBe('price expires: kept.\n');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('slipway environment let-go') });
    expect(free.code).toBe(0);
    expect((await slipway('extend price')).code).toBe(2);
  });

  test('says in what it differs, and is cloned', async () => {
    await slipway('redeploy price --service web=feature/price --wait');

    const difference = await slipway('difference price --to staging');
    const cloned = await slipway('clone price price-two --wait');

    expect(difference.out).toMatch(/^web: [0-9a-f]{10} instead of [0-9a-f]{10}, 1 ahead, 0 behind$/m);
    expect(difference.out).toContain('Show prices');
    expect(cloned.out).toMatch(/^price-two is ready/);
  });

  test('is destroyed', async () => {
    const { code, out } = await slipway('destroy price --reason merged --wait');

    expect({ code, out }).toEqual({ code: 0, out: 'price is destroyed.\n' });
    expect((await slipway('list')).out).not.toMatch(/^price /m);
    await until('nothing answers', async () =>
      world.ask('price', 'web', '/version').then(
        () => false,
        () => true,
      ),
    );
  });

  test.each([
    { line: 'create x --service web=main', says: 'Add --blueprint' },
    { line: 'create x --plan', says: 'nothing to plan' },
    { line: 'create x --blueprint shop --service web', says: 'SERVICE=BRANCH' },
    { line: 'extend price --by soon', says: 'not a length of time' },
    { line: 'logs price --lines many', says: 'from 0 to 10000' },
  ])('"$line" is wrong usage', async ({ line, says }) => {
    const { code, err } = await slipway(line);

    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});
