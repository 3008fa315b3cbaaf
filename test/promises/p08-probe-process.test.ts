import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endpoints } from '@slipway/api';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHostedWorld, type HostedWorld } from '../support/hosted.ts';

/** Promise 8: branch code sees neither Slipway’s secrets nor a neighbour, and gets no answer that needs a credential. */
vi.setConfig({ testTimeout: 60_000 });
const isRoot = process.getuid?.() === 0;
const probe = readFileSync(new URL('../support/probe/probe.mjs', import.meta.url), 'utf8');

describe.runIf(isRoot)('an application that looks for what it should not find', () => {
  let world: HostedWorld;
  let folder: string;
  let own: string;
  let neighbour: string;
  let neighbours: number[];

  beforeAll(async () => {
    world = await createHostedWorld();
    await world.create('neighbour');
    await world.reach('neighbour', 'ready');
    await world.web.commit({ 'main.mjs': probe });
    await world.create('probe');
    await world.reach('probe', 'ready');
    folder = join(world.data, 'environments');
    for (const id of (await readdir(folder)).filter((name) => /^e\d+$/.test(name)))
      if ((await environmentOf(id)) === 'probe') own = join(folder, id);
      else neighbour = join(folder, id);
    const uid = (await readFile(join(neighbour, 'account'), 'utf8')).trim();
    neighbours = readdirSync('/proc').flatMap((pid) =>
      /^\d+$/.test(pid) && statusOf(pid).includes(`\nUid:\t${uid}\t`) ? [Number(pid)] : [],
    );
  }, 120_000);
  afterAll(() => world?.end());

  async function environmentOf(id: string): Promise<string> {
    const ports = JSON.parse(await readFile(join(folder, id, 'ports.json'), 'utf8')) as Record<
      string,
      number
    >;
    const answer = await fetch(`http://127.0.0.1:${ports.web}/environment`);
    return ((await answer.json()) as Record<string, string>).SLIPWAY_ENVIRONMENT ?? '';
  }

  async function tried(name: string, what: unknown = {}): Promise<string[]> {
    const ports = JSON.parse(await readFile(join(own, 'ports.json'), 'utf8')) as Record<string, number>;
    const answer = await fetch(`http://127.0.0.1:${ports.web}/${name}`, {
      method: 'POST',
      body: JSON.stringify(what),
    });
    const found = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(found));
    return found as string[];
  }

  /** Every file below, but not of the application itself. */
  async function below(...places: string[]): Promise<string[]> {
    const found = places.map(async (place) => {
      const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    });
    return (await Promise.all(found)).flat();
  }

  test('there is something to be found', async () => {
    const files = await below(world.data);

    expect(files.length).toBeGreaterThan(500);
    expect(files.some((file) => file.endsWith('node-id'))).toBe(true);
    expect(neighbours.length).toBeGreaterThan(1);
  });

  test('reads no file of Slipway, its databases, its stores or a neighbour', async () => {
    const databases = [join(world.data, 'database'), join(world.data, 'environments-database')];
    const files = await below(
      ...databases,
      join(world.data, 'sources'),
      join(folder, 'store/packages'),
      neighbour,
    );
    const single = ['node-id', 'secret-key', 'admin-token'].map((name) => join(world.data, name));
    const ownSecrets = ['account', 'ports.json'].map((name) => join(own, name));

    const system = ['/etc/shadow', '/root/.npmrc', `/proc/${process.pid}/environ`];

    expect(
      await tried('readFiles', { files: [...files, ...single, ...ownSecrets, ...system].slice(0, 3_000) }),
    ).toEqual([]);
  });

  test('lists no folder in which others have something', async () => {
    const folders = [
      world.data,
      folder,
      join(folder, 'store'),
      neighbour,
      join(neighbour, 'code'),
      join(neighbour, 'home'),
      join(neighbour, 'tmp'),
      join(neighbour, 'logs'),
      join(own, 'logs'),
      join(own, 'processes'),
      '/root',
      '/var/lib/slipway/accounts',
    ];

    expect(await tried('listFolders', { folders })).toEqual([]);
  });

  test('changes no shared file and writes nowhere else', async () => {
    const shared = (await below(join(own, 'code/web'))).slice(0, 50);
    const stores = (await below(join(folder, 'store/builds'))).slice(0, 50);

    expect(shared.length).toBeGreaterThan(0);
    expect(
      await tried('writeFiles', {
        files: [...shared, ...stores, join(folder, 'x'), join(world.data, 'x'), '/etc/x'],
      }),
    ).toEqual([]);
  });

  test('sees, reads and ends no process but its own', async () => {
    const pids = [process.pid, world.server().process.pid, 1, ...neighbours].filter((pid) => pid !== 1);

    expect(await tried('processes')).toEqual([]);
    expect(await tried('memory', { pids })).toEqual([]);
    expect(await tried('kill', { pids })).toEqual([]);
  });

  test('becomes nobody else, and finds no container engine', async () => {
    expect(await tried('powers')).toEqual([]);
    expect(await tried('containers')).toEqual([]);
  });

  test('has no secret but its own in what it was given', async () => {
    const words = [
      world.server().adminToken,
      'DATABASE_URL=',
      join(world.data, 'database'),
      'SLIPWAY_ADMIN',
      'SECRET_KEY',
    ];

    expect(await tried('ownVariables', { words })).toEqual([]);
  });

  test('opens no socket of a database', async () => {
    const entries = await readdir(world.data, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isSocket())
      .map((entry) => join(entry.parentPath, entry.name));

    expect(await tried('sockets', { paths })).toEqual([]);
  });

  test('with its own role reaches no neighbour’s database, no file and no program of the server', async () => {
    const mine = new URL(String((await world.ask('probe', 'api', '/environment')).DATABASE_URL));
    const theirs = new URL(String((await world.ask('neighbour', 'api', '/environment')).DATABASE_URL));
    const asMe = (pathname: string) => Object.assign(new URL(mine), { pathname }).href;

    const outcomes: Record<string, string> = {};
    for (const [name, url, text] of [
      ['own', mine.href, 'select 1'],
      ['neighbour', asMe(theirs.pathname), 'select 1'],
      ['postgres', asMe('/postgres'), 'select 1'],
      ['template1', asMe('/template1'), 'select 1'],
      ['file', mine.href, `select pg_read_file('/etc/passwd')`],
      ['program', mine.href, `copy (select 1) to program 'id'`],
      ['role', mine.href, 'create role another login'],
      ['database', mine.href, 'create database another'],
    ] as const)
      outcomes[name] = await outcomeOf(url, text);

    expect(outcomes).toEqual({
      own: 'done',
      ...Object.fromEntries(
        Object.keys(outcomes)
          .slice(1)
          .map((name) => [name, 'refused']),
      ),
    });
  });

  test('gets no answer of the control plane that needs a credential, whatever it has', async () => {
    const { SLIPWAY_TOKEN: token, SLIPWAY_URL: delivery } = (await world
      .ask('neighbour', 'api', '/environment')
      .then(() =>
        tried('environment').catch(async () => world.ask('probe', 'api', '/environment')),
      )) as unknown as Record<string, string>;
    const guarded = endpoints.filter(
      ({ permission }) => !['public', 'ruleset:read', 'telemetry:write', 'self:read'].includes(permission),
    );
    const urlOf = (path: string): string =>
      `${world.server().url}${path
        .replace(/:project/, world.project)
        .replace(/:environment/, 'neighbour')
        .replace(/:\w+/g, '1')}`;
    const calls = guarded.flatMap(({ method, path }) => [
      { method: method.toUpperCase(), url: urlOf(path) },
      {
        method: method.toUpperCase(),
        url: urlOf(path),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      },
    ]);

    expect(delivery).toBe(world.server().deliveryUrl);
    expect(calls.length).toBeGreaterThan(150);
    expect(await tried('requests', { calls })).toEqual([]);
  });

  test('is not let into a neighbour by the gateway', async () => {
    const publicUrl = String((await world.ask('neighbour', 'api', '/environment')).SLIPWAY_PUBLIC_URL);
    const { port, host } = new URL(publicUrl);

    const found = await tried('requests', {
      calls: [
        { method: 'GET', url: `http://127.0.0.1:${port}/`, headers: { host, accept: 'application/json' } },
      ],
    });

    expect(found).toEqual([]);
  });
});

async function outcomeOf(url: string, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(text);
    return 'done';
  } catch {
    return 'refused';
  } finally {
    await client.end().catch(() => undefined);
  }
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
