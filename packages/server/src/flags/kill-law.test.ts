import {
  archiveFlag,
  dropFlagOverride,
  type FlagState,
  getEnvironment,
  killFlagEverywhere,
  listChanges,
  listFlagStates,
  revertChange,
  switchFlag,
  unarchiveFlag,
  updateEnvironment,
  updateFlag,
} from '@slipway/api';
import { canonicalJson } from '@slipway/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusalCode, type Tree } from '../../../../test/support/tree.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { loadEntries } from '../rulesets/index.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let server: TestSlipway;
let db: Database;

beforeAll(async () => {
  server = await startTestServer();
  db = openDatabase(server.databaseUrl, { log: silent });
});

afterAll(async () => {
  await db.close();
  await server.close();
});

const environments = ['production', 'staging', 'preview'] as const;
const environment = fc.constantFrom(...environments);
const flag = 'latched';
const command = fc.oneof(
  fc.record({ do: fc.constant('set' as const), environment, schedule: fc.boolean() }),
  fc.record({ do: fc.constant('switch' as const), environment, enabled: fc.boolean() }),
  fc.record({ do: fc.constant('drop' as const), environment }),
  fc.record({ do: fc.constant('kill' as const), environment }),
  fc.record({ do: fc.constant('kill-everywhere' as const) }),
  fc.record({ do: fc.constant('restore' as const), environment }),
  fc.record({ do: fc.constant('rebase' as const), environment, base: fc.option(environment, { nil: null }) }),
  fc.record({ do: fc.constant('archive' as const) }),
  fc.record({ do: fc.constant('unarchive' as const) }),
  fc.record({ do: fc.constant('edit' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('revert' as const), nth: fc.nat(5) }),
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

function perform(tree: Tree, command: Command): Promise<unknown> {
  const { client } = server;
  const params = { project: tree.project, flag };
  const ifMatch = '*';
  switch (command.do) {
    case 'set': {
      // One that has fired long ago, and none.
      const schedule = command.schedule ? [{ at: Date.now() - YEAR_MS, enabled: true }] : [];
      return tree.set(flag, command.environment, { schedule });
    }
    case 'switch': {
      const at = { ...params, environment: command.environment };
      return client.call(switchFlag, { params: at, body: { enabled: command.enabled }, ifMatch });
    }
    case 'drop':
      return client.call(dropFlagOverride, {
        params: { ...params, environment: command.environment },
        ifMatch,
      });
    case 'kill':
      return tree.kill(flag, command.environment);
    case 'kill-everywhere':
      return client.call(killFlagEverywhere, { params, body: {} });
    case 'restore':
      return tree.restore(flag, command.environment);
    case 'rebase':
      return client.call(updateEnvironment, {
        params: { project: tree.project, environment: command.environment },
        body: { name: command.environment, base: command.base },
        ifMatch,
      });
    case 'archive':
      return client.call(archiveFlag, { params, body: {}, ifMatch });
    case 'unarchive':
      return client.call(unarchiveFlag, { params, body: {}, ifMatch });
    case 'edit':
      return client.call(updateFlag, { params, body: definition(command.on), ifMatch });
    case 'revert':
      return revertNth(tree, command.nth);
  }
}

function definition(on: boolean) {
  return {
    name: 'Latched',
    description: '',
    kind: 'release' as const,
    tags: [],
    owner: null,
    variants: { on: true, off: false, ...(on ? { also: true } : {}) },
    clientVisible: on,
    observe: false,
    metadata: {},
  };
}

async function revertNth(tree: Tree, nth: number): Promise<unknown> {
  const params = { project: tree.project };
  const { items } = await server.client.call(listChanges, { params, query: { limit: 20 } });
  const change = items[nth % items.length]?.id ?? '';
  return server.client.call(revertChange, { params: { ...params, change }, body: {} });
}

/** The environments in which it is killed. */
async function look(tree: Tree): Promise<FlagState[]> {
  const params = { project: tree.project, flag };
  return (await server.client.call(listFlagStates, { params })).items;
}

async function basesOf(tree: Tree): Promise<Map<string, string | null>> {
  const params = { project: tree.project };
  const found = await Promise.all(
    environments.map((environment) =>
      server.client.call(getEnvironment, { params: { ...params, environment } }),
    ),
  );
  return new Map(found.map(({ key, base }) => [key, base]));
}

function inherits(bases: ReadonlyMap<string, string | null>, from: string, to: string): boolean {
  for (let at: string | null = from; at !== null; at = bases.get(at) ?? null) if (at === to) return true;
  return false;
}

test('only a restore, there or in a base, ends a kill; and rulesets are always what the overlay says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 25 }), async (commands) => {
      const tree = await plantTree(server);
      await tree.createFlag({ key: flag });
      for (const command of commands) {
        const before = await look(tree);
        const bases = await basesOf(tree);
        const code = await perform(tree, command).then(
          () => null,
          (error: unknown) => refusalCode(Promise.reject(error)),
        );
        expect(code, JSON.stringify(command)).not.toBe('internal');
        const after = await look(tree);
        const released = before.filter(
          (state) =>
            state.killed && after.some((now) => now.environment === state.environment && !now.killed),
        );
        for (const state of released) {
          expect(command.do).toBe('restore');
          if (command.do === 'restore')
            expect(inherits(bases, state.environment, command.environment)).toBe(true);
        }
        if (code !== null) expect(after.map(withoutNow)).toEqual(before.map(withoutNow));
      }
      await expectRulesets(tree);
    }),
    { numRuns: 12 },
  );
}, 120_000);

function withoutNow({ enabledNow: _, ...state }: FlagState) {
  return state;
}

async function expectRulesets(tree: Tree): Promise<void> {
  const rows = await db.kysely
    .selectFrom('environments as e')
    .innerJoin('projects as p', 'p.id', 'e.project_id')
    .where('p.key', '=', tree.project)
    .select('e.id')
    .execute();
  const loaded = await loadEntries(
    db.kysely,
    rows.map(({ id }) => ({ environmentId: id })),
  );
  for (const state of await look(tree)) {
    const entries = loaded.find(({ environmentKey }) => environmentKey === state.environment)?.entries ?? [];
    const entry = entries.find(({ key }) => key === flag);
    if (entry?.kind !== 'flag') {
      expect(state.version).toBe(0);
      continue;
    }
    const { killed, enabled, schedule } = entry.value;
    expect({ killed, version: entry.version }).toEqual({ killed: state.killed, version: state.version });
    expect(canonicalJson({ enabled, schedule })).toBe(
      canonicalJson({ enabled: state.config.enabled, schedule: state.config.schedule }),
    );
  }
}
