import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createProject } from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../packages/cli/src/run.ts';
import { createRepository, type TestRepository } from '../support/git-repository.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';

const project = 'academy';
const content = 'services: { web: { command: x, x-slipway: { service: web } } }\n';
let folder: string;
let repository: TestRepository;
let server: TestSlipway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-cli-services-'));
  repository = await createRepository(join(folder, 'web'));
  await repository.commit({ 'compose.yaml': content }, 'Begin');
  server = await startTestServer({ config: { data: join(folder, 'data'), sourceAllow: [folder] } });
  await server.client.call(createProject, { body: { key: project } });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** The real command line, in this process. */
async function slipway(line: string, input = ''): Promise<{ code: number; out: string; err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const env = { SLIPWAY_URL: server.url, SLIPWAY_TOKEN: server.adminToken, SLIPWAY_PROJECT: project };
  stdin.end(input);
  const done = run(line.split(' '), { env, stdin, stdout, stderr, now: Date.now });
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await done;
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

describe('slipway service', () => {
  test('registers, changes, signs in, lists branches and removes', async () => {
    const created = await slipway(`service create web --repository ${repository.url}`);
    const updated = await slipway('service update web --name Shop --reason Renamed.');
    const branches = await slipway('service branches web --contains mai');
    const signedIn = await slipway('service credential web --token --username bot', 'never-to-be-seen\n');
    const listed = await slipway('service list');
    const removed = await slipway('service delete web');

    expect(created.out).toContain('Registered service web.');
    expect(updated.out).toMatch(/^name +Shop$/m);
    expect(signedIn.out).toBe('Service web signs in by: token.\n');
    expect(branches.out).toMatch(/^main \(default\) +[0-9a-f]{10} .* Begin$/m);
    expect(listed.out).toMatch(/^web +file:.* +– +main +token$/m);
    expect(removed.out).toBe('Removed service web.\n');
    expect((await slipway('service show web')).err).toContain('slipway service list');
  });

  test('takes no credential without its kind', async () => {
    expect((await slipway('service credential web', 'x')).code).toBe(2);
  });
});

describe('slipway variable', () => {
  test('sets, lists and removes, and shows no secret', async () => {
    const set = await slipway('variable set LOG_LEVEL debug --kind demo');
    const secret = await slipway('variable set API_KEY --secret --use both', 'never-to-be-seen\n');
    const listed = await slipway('variable list');
    const removed = await slipway('variable delete LOG_LEVEL --kind demo');

    expect(set.out).toBe('Set variable LOG_LEVEL for every service in demo environments.\n');
    expect(secret.out).toBe('Set secret API_KEY for every service.\n');
    expect(listed.out).toMatch(/^API_KEY +every service +both +\(secret\)$/m);
    expect(listed.out).not.toContain('never-to-be-seen');
    expect(removed.code).toBe(0);
  });

  test('takes no secret as an argument', async () => {
    const refused = await slipway('variable set API_KEY hunter2 --secret');

    expect(refused.code).toBe(2);
    expect(refused.err).toContain('Pipe it in');
  });
});

describe('slipway blueprint', () => {
  test('is checked, added, shown, changed and removed', async () => {
    const file = join(folder, 'compose.yaml');
    await writeFile(file, content);
    await slipway(`service create web --repository ${repository.url}`);

    const checked = await slipway(`blueprint check ${file}`);
    const created = await slipway(`blueprint create shop --file ${file}`);
    const shown = await slipway('blueprint show shop');
    const moved = await slipway('blueprint update shop --service web');
    const listed = await slipway('blueprint list');
    const removed = await slipway('blueprint delete shop');

    expect(checked).toMatchObject({ code: 0, out: 'It runs web.\n' });
    expect(created.out).toContain('Added blueprint shop.');
    expect(shown.out).toContain(content.trim());
    expect(moved.code).toBe(0);
    expect(listed.out).toMatch(/^shop +compose.yaml of web +shop$/m);
    expect(removed.code).toBe(0);
  });

  test('that cannot run is told with line and remedy', async () => {
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'services:\n  web:\n    privileged: true\n    x-slipway: { servce: web }\n');

    const checked = await slipway(`blueprint check ${file}`);
    const created = await slipway(`blueprint create wrong --file ${file}`);

    expect(checked.code).toBe(1);
    expect(checked.out).toContain('wrong.yaml:3:5  "services.web.privileged" is refused.');
    expect(checked.out).toContain('Did you mean "service"?');
    expect(created.err).toContain('wrong.yaml:3:5 services.web.privileged');
  });
});

describe('slipway init', () => {
  const compose = `# The shop.
services:
  web:
    build: ./web # the pages
    ports: ["8080:3000"]
    healthcheck: { test: [CMD, curl, -f, "http://localhost:3000/healthz"] }
  api:
    build: { context: ./api }
    command: node src/main.ts
    expose: ["4000"]
    environment:
      DATABASE_URL: postgres://db/shop
  db:
    image: postgres:18
`;

  async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
    const place = await mkdtemp(join(folder, 'init-'));
    for (const [path, written] of Object.entries(files)) {
      await mkdir(join(place, path, '..'), { recursive: true });
      await writeFile(join(place, path), written);
    }
    return place;
  }

  const files = {
    'compose.yaml': compose,
    'web/package.json': JSON.stringify({ scripts: { start: 'node .', build: 'vite build' } }),
    'web/package-lock.json': '{}',
    'api/package.json': JSON.stringify({ scripts: { migrate: 'x', seed: 'y', 'seed:demo': 'z' } }),
  };

  test('adds what it guesses, keeps comments, and what it writes can be run', async () => {
    const place = await folderWith(files);

    const { out, code } = await slipway(`init ${place}`);

    const written = await readFile(join(place, 'compose.yaml'), 'utf8');
    expect(code).toBe(0);
    expect(out).toContain('web: service web, / on port 3000, ready at /healthz');
    expect(out).toContain('database: DATABASE_URL of api');
    expect(written).toContain('# The shop.');
    expect(written).toContain('# the pages');
    const checked = await slipway(`blueprint check ${join(place, 'compose.yaml')} --json`);
    expect(JSON.parse(checked.out)).toMatchObject({
      findings: [],
      summary: {
        services: [
          { name: 'web', service: 'web', route: { path: '/', port: 3000 } },
          { name: 'api', service: 'api', route: { path: '/api', port: 4000 } },
        ],
        database: { service: 'api', variable: 'DATABASE_URL', seeds: ['default', 'demo'] },
      },
    });
  });

  test('shows the difference and writes nothing when asked to', async () => {
    const place = await folderWith(files);

    const { out } = await slipway(`init ${place} --dry-run`);

    expect(out).toContain('+         path: /api');
    expect(out).not.toMatch(/^-/m);
    expect(await readFile(join(place, 'compose.yaml'), 'utf8')).toBe(compose);
  });

  test('does not touch an x-slipway that is there, unless told to', async () => {
    const place = await folderWith(files);
    await slipway(`init ${place}`);

    const again = await slipway(`init ${place}`);
    const forced = await slipway(`init ${place} --force`);

    expect(again.code).toBe(1);
    expect(again.err).toContain('--force');
    expect(forced.code).toBe(0);
  });

  test('without a Compose file makes one from package.json, and without that says so', async () => {
    const place = await folderWith({
      'package.json': JSON.stringify({ name: '@academy/shop', scripts: { start: 'node .' } }),
    });
    const empty = await folderWith({});

    const made = await slipway(`init ${place}`);
    const refused = await slipway(`init ${empty}`);

    expect(made.code).toBe(0);
    expect(await readFile(join(place, 'compose.yaml'), 'utf8')).toContain('run: npm start');
    expect((await slipway(`blueprint check ${join(place, 'compose.yaml')}`)).code).toBe(0);
    expect(refused.err).toContain('no Compose file and no package.json');
  });
});
