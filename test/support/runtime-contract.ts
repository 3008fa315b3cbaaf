import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Artifact,
  type BuildRequest,
  type HostedId,
  hostedId,
  type Limits,
  type Runtime,
  type RuntimeError,
  type ServiceRequest,
} from '../../packages/server/src/runtimes/runtime.ts';
import { until } from './until.ts';

/** What a runtime’s tests give to the contract. */
export interface RuntimeUnderTest {
  readonly runtime: Runtime;
  /** Another one on the same place, as after kill -9 of the process that held the first. */
  again(): Runtime;
  /** Everything that runs for an environment, as the machine sees it. */
  processes(id: HostedId): Promise<readonly number[]>;
  /** Files, accounts and the like that are left of an environment. */
  leftovers(id: HostedId): Promise<readonly string[]>;
  end(): Promise<void>;
}

const MIB = 1024 * 1024;
const limits: Limits = { memoryBytes: 256 * MIB, cpus: 1, processes: 64 };
const never = new AbortController().signal;

/** A service without dependencies that tells of itself. */
const server = `
import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
const routes = {
  '/environment': () => process.env,
  '/born': () => born,
  '/exit': () => process.exit(7),
  '/daemon': () => { spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref(); return 1; },
  '/eat': () => { const eaten = []; for (;;) eaten.push(Buffer.alloc(16 << 20, 1)); },
};
const born = Date.now();
console.log('serving VERSION');
createServer((request, response) => {
  const route = routes[request.url] ?? (() => 'VERSION');
  response.end(JSON.stringify(route()));
}).listen(process.env.PORT, '127.0.0.1');
`;

/** The promises of the port, for every implementation. */
export function runtimeContract(name: string, create: () => Promise<RuntimeUnderTest>): void {
  describe(`the contract of runtimes: ${name}`, () => {
    let given: RuntimeUnderTest;
    let runtime: Runtime;
    let last = 0;
    const used: HostedId[] = [];

    beforeAll(async () => {
      given = await create();
      runtime = given.runtime;
    });
    afterAll(async () => {
      for (const id of used) await runtime.destroy(id);
      await given.end();
    });

    const fresh = (): HostedId => {
      last += 1;
      const id = hostedId(last);
      used.push(id);
      return id;
    };

    interface Code {
      environment: HostedId;
      service?: string;
      version?: string;
      files?: Record<string, string>;
      command?: string | null;
      variables?: Record<string, string>;
    }

    const request = ({
      environment,
      service = 'web',
      version = 'one',
      files = {},
      ...rest
    }: Code): BuildRequest => ({
      environment,
      service,
      content: JSON.stringify([version, files]),
      checkOut: (into) => write(into, { 'main.mjs': server.replaceAll('VERSION', version), ...files }),
      command: rest.command ?? null,
      variables: rest.variables ?? {},
      limits,
    });

    const build = (code: Code): Promise<Artifact> =>
      runtime.build(request(code), { write: () => undefined, signal: never });

    const serviceOf = async (
      environment: HostedId,
      over: Partial<ServiceRequest> & { version?: string } = {},
    ): Promise<ServiceRequest> => {
      const { name: service = 'web', version = 'one', ...rest } = over;
      const { key } = await build({ environment, service, version });
      const ports = await runtime.addresses(environment, ['api', 'web']);
      return {
        name: service,
        artifact: key,
        command: 'node main.mjs',
        variables: { PORT: String(ports.get(service)?.port) },
        health: { path: '/', timeoutMs: 20_000 },
        after: [],
        limits,
        ...rest,
      };
    };

    const start = async (environment: HostedId, over: Parameters<typeof serviceOf>[1] = {}, generation = 1) =>
      runtime.start({ environment, generation, services: [await serviceOf(environment, over)] }, never);

    const ask = async (environment: HostedId, path: string, service = 'web'): Promise<unknown> => {
      const address = (await runtime.addresses(environment, ['api', 'web'])).get(service);
      return (await fetch(`http://${address?.host}:${address?.port}${path}`)).json();
    };

    const stateOf = async (environment: HostedId, service = 'web') =>
      (await runtime.status(environment)).find((status) => status.name === service)?.state;

    test('the same code, command and variables are built once, for whoever wants them', async () => {
      const [one, other] = [fresh(), fresh()];
      const command = 'date +%N > built';
      const first = await build({ environment: one, command, version: 'built-once' });
      const second = await build({ environment: other, command, version: 'built-once' });
      const third = await build({
        environment: other,
        command,
        version: 'built-once',
        variables: { A: '1' },
      });

      expect(second).toEqual({ key: first.key, detail: 'from cache' });
      expect(third.key).not.toBe(first.key);
    });

    test('two who want the same at once wait for one build, and one who gives up leaves it to the other', async () => {
      const [one, other] = [fresh(), fresh()];
      const code = { command: 'date +%N > built; sleep 0.5', version: 'at-once' };
      const givenUp = new AbortController();
      const first = runtime.build(request({ environment: one, ...code }), {
        write: () => undefined,
        signal: givenUp.signal,
      });
      const second = build({ environment: other, ...code });

      givenUp.abort();

      await expect(first).rejects.toMatchObject({ code: 'aborted' });
      expect((await second).key).toMatch(/^[0-9a-f]+$/);
    });

    test('a build that fails says which command, how it ended and its last lines', async () => {
      const said: string[] = [];
      const failing = runtime.build(
        request({ environment: fresh(), command: 'echo no shelf >&2; exit 3', version: 'failing' }),
        {
          write: (text) => said.push(text),
          signal: never,
        },
      );

      await expect(failing).rejects.toMatchObject({
        code: 'build-failed',
        message: expect.stringMatching(/exit code 3.*no shelf/s),
      });
      expect(said.join('')).toContain('no shelf');
    });

    test('services start in the order of dependence, once what they need is healthy', async () => {
      const environment = fresh();
      const order: string[] = [];
      const api = await serviceOf(environment, { name: 'api' });
      const web = await serviceOf(environment, { after: [{ name: 'api', isHealthy: true }] });

      await runtime.start({ environment, generation: 1, services: [web, api] }, never, (service, state) =>
        order.push(`${service} ${state}`),
      );

      expect(order).toEqual(['api starting', 'api running', 'web starting', 'web running']);
      expect(await ask(environment, '/', 'api')).toBe('one');
      expect((await runtime.status(environment)).map(({ state }) => state)).toEqual(['running', 'running']);
    });

    test('a service gets its variables and nothing of Slipway’s own', async () => {
      const environment = fresh();
      process.env.SLIPWAY_CANARY = 'not for environments';
      const { variables } = await serviceOf(environment);
      await start(environment, { variables: { ...variables, QUOTED: `a'b "c" $(id) \n d` } });

      const found = (await ask(environment, '/environment')) as Record<string, string>;

      expect(found.QUOTED).toBe(`a'b "c" $(id) \n d`);
      const usual = [
        'PATH',
        'HOME',
        'TMPDIR',
        'LANG',
        'USER',
        'PWD',
        'OLDPWD',
        'SHLVL',
        '_',
        'HOSTNAME',
        'PORT',
        'QUOTED',
      ];
      expect(Object.keys(found).filter((name) => !usual.includes(name))).toEqual([]);
      delete process.env.SLIPWAY_CANARY;
    });

    test('one that ends while it starts is told with its last lines', async () => {
      const environment = fresh();
      const failing = start(environment, { command: 'echo "no such shelf"; exit 4' });

      await expect(failing).rejects.toMatchObject({
        code: 'exited',
        message: expect.stringMatching(/exit code 4.*no such shelf/s),
      } satisfies Partial<Record<keyof RuntimeError, unknown>>);
    });

    test('one that never answers is told so', async () => {
      const failing = start(fresh(), { command: 'sleep 100', health: { path: '/', timeoutMs: 300 } });

      await expect(failing).rejects.toMatchObject({ code: 'unhealthy' });
    });

    test('one that ends later is seen to have exited, with how', async () => {
      const environment = fresh();
      await start(environment);

      await ask(environment, '/exit').catch(() => undefined);

      await until('it has exited', async () => (await stateOf(environment)) === 'exited');
      await until('it is known how', async () => {
        const [status] = await runtime.status(environment);
        return status?.ended?.includes('exit code 7');
      });
    });

    test('paused it takes no time and keeps what it knows; stopped it is gone; either way it comes back', async () => {
      const environment = fresh();
      await start(environment);
      const born = await ask(environment, '/born');

      await runtime.pause(environment);
      const whilePaused = await stateOf(environment);
      await runtime.resume(environment);
      const resumed = await ask(environment, '/born');
      await runtime.stop(environment);
      const whileStopped = [await runtime.status(environment), await given.processes(environment)];
      await start(environment);

      expect(whilePaused).toBe('paused');
      expect(resumed).toBe(born);
      expect(whileStopped).toEqual([[], []]);
      expect(await ask(environment, '/born')).not.toBe(born);
    });

    test('a paused one can be stopped', async () => {
      const environment = fresh();
      await start(environment);
      await runtime.pause(environment);

      await runtime.stop(environment);

      expect(await given.processes(environment)).toEqual([]);
    });

    test('what runs with the same generation is adopted by another Slipway, with another it is started anew', async () => {
      const environment = fresh();
      await start(environment);
      const born = await ask(environment, '/born');
      const service = await serviceOf(environment);
      const next = given.again();

      await next.start({ environment, generation: 1, services: [service] }, never);
      const adopted = await ask(environment, '/born');
      await next.start({ environment, generation: 2, services: [service] }, never);

      expect(adopted).toBe(born);
      expect(await ask(environment, '/born')).not.toBe(born);
      expect(await next.list()).toContain(environment);
    });

    test('a task runs beside a service with its code, and tells its output and exit code', async () => {
      const environment = fresh();
      const { key: artifact } = await build({ environment, files: { 'note.txt': 'a note' } });
      const said: string[] = [];
      const task = { environment, service: 'web', artifact, variables: { WHO: 'me' }, limits };
      const output = { write: (text: string) => said.push(text), signal: never };

      const code = await runtime.run({ ...task, command: 'cat note.txt; echo " for $WHO"; exit 5' }, output);
      const vector = await runtime.run({ ...task, command: ['echo', '$WHO; exit 9'] }, output);

      expect([code, vector]).toEqual([5, 0]);
      expect(said.join('')).toBe('a note for me\n$WHO; exit 9\n');
    });

    test('a task that is given up ends with everything that it started', async () => {
      const environment = fresh();
      const { key: artifact } = await build({ environment });
      const givenUp = new AbortController();
      const running = runtime.run(
        { environment, service: 'web', artifact, variables: {}, limits, command: 'sleep 500 & sleep 500' },
        { write: () => undefined, signal: givenUp.signal },
      );
      await until('it runs', async () => (await given.processes(environment)).length > 0);

      givenUp.abort();

      await expect(running).rejects.toMatchObject({ code: 'aborted' });
      await until('nothing runs', async () => (await given.processes(environment)).length === 0);
    });

    test('addresses stay, and no two environments share one', async () => {
      const [one, other] = [fresh(), fresh()];
      const first = await runtime.addresses(one, ['api', 'web']);
      const second = await runtime.addresses(other, ['api', 'web']);

      expect(await runtime.addresses(one, ['api', 'web'])).toEqual(first);
      expect(new Set([...first.values(), ...second.values()].map(({ port }) => port)).size).toBe(4);
    });

    test('its output is in its log, which Slipway can name', async () => {
      const environment = fresh();
      await start(environment, { version: 'logged' });

      expect(await runtime.logs(environment)).toContain('web');
      const { readFile } = await import('node:fs/promises');
      expect(await readFile(runtime.logFile(environment, 'web'), 'utf8')).toContain('serving logged');
    });

    test('destroying ends all of it, also what hides, and may be repeated', async () => {
      const environment = fresh();
      await start(environment);
      await ask(environment, '/daemon');

      await runtime.destroy(environment);
      await runtime.destroy(environment);

      expect(await given.processes(environment)).toEqual([]);
      expect(await given.leftovers(environment)).toEqual([]);
      expect(await runtime.list()).not.toContain(environment);
    });

    test.each([
      { given: 'never used', bring: async () => undefined },
      { given: 'only built', bring: async (id: HostedId) => void (await build({ environment: id })) },
      {
        given: 'paused',
        bring: async (id: HostedId) => {
          await start(id);
          await runtime.pause(id);
        },
      },
      {
        given: 'failed',
        bring: async (id: HostedId) => start(id, { command: 'exit 1' }).catch(() => undefined),
      },
    ])('destroying one that is $given leaves nothing', async ({ bring }) => {
      const environment = fresh();
      await bring(environment);

      await runtime.destroy(environment);

      expect(await given.processes(environment)).toEqual([]);
      expect(await given.leftovers(environment)).toEqual([]);
    });

    test('names that lead elsewhere are refused', async () => {
      const environment = fresh();
      for (const service of ['../x', 'a/b', '..', '-x', ''])
        await expect(build({ environment, service })).rejects.toMatchObject({ code: 'refused' });
      await expect(runtime.addresses('e1/../e2' as HostedId, ['web'])).rejects.toMatchObject({
        code: 'refused',
      });
    });
  });
}

async function write(into: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(into, name)), { recursive: true });
    await writeFile(join(into, name), content);
  }
}
