import type { Promotion } from '@slipway/api';
import { canonicalJson } from '@slipway/engine';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import {
  type Ends,
  jsonOf,
  type LockedProject,
  type Place,
  type PromotionPart,
  type SubjectChange,
  withBases,
} from '../rulesets/index.ts';
import { type Own, withConfig } from './decide.ts';
import { missingFlag, requireActive } from './definitions.ts';
import { loadStatesOf } from './state-pages.ts';
import { contentOf, type FlagStates, standingOf, statesWith } from './states.ts';
import type { FlagRow } from './store.ts';

interface Promoted {
  states: FlagStates;
  own: Own;
  item: Promotion['items'][number];
}

/** `keys` null: every flag that `from` has a config of its own for. Its kill stays where it is. */
export async function readFlagPromotion(
  db: Queries,
  project: LockedProject,
  { places, from, to }: Ends,
  keys: readonly string[] | null,
): Promise<PromotionPart> {
  const flags = keys ? await namedFlags(db, project, keys) : await overriddenFlags(db, project.id, from.id);
  const states = await loadStatesOf(db, flags, withBases(places, [from.id, to.id]));
  const promoted = states.flatMap((one) => promotedOf(one, from.id, to.id));
  return {
    items: promoted.map(({ item }) => item),
    async write(tx, at) {
      await writeOwns(tx, to.id, promoted, at);
      return promoted.map((one) => changeOf(one, to));
    },
  };
}

function promotedOf(states: FlagStates, fromId: number, toId: number): Promoted[] {
  const row = states.rows.find(({ id }) => id === toId);
  if (!row) return [];
  const before = contentOf(states, toId).config;
  const after = contentOf(states, fromId).config;
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const own = withConfig(standingOf(states, row), after);
  return [
    {
      states,
      own,
      item: { kind: 'flag', key: states.flag.key, before: jsonOf(before), after: jsonOf(after) },
    },
  ];
}

function changeOf({ states, own, item }: Promoted, to: Place): SubjectChange {
  return {
    action: 'promote',
    subject: 'flag-config',
    key: item.key,
    environmentKey: to.key,
    before: contentOf(states, to.id),
    after: contentOf(statesWith(states, new Map([[to.id, own]])), to.id),
  };
}

async function namedFlags(db: Queries, project: LockedProject, keys: readonly string[]): Promise<FlagRow[]> {
  const rows = await selectFlags(db, project.id).where(sql<boolean>`key = any(${keys}::text[])`).execute();
  const unknown = keys.find((wanted) => !rows.some(({ key }) => key === wanted));
  if (unknown !== undefined) missingFlag(project.key, unknown);
  for (const row of rows) requireActive(row);
  return rows;
}

function overriddenFlags(db: Queries, projectId: number, environmentId: number): Promise<FlagRow[]> {
  const own = db
    .selectFrom('flag_overrides')
    .select('flag_id')
    .where('environment_id', '=', environmentId)
    .where('config', 'is not', null);
  return selectFlags(db, projectId).where('archived_at', 'is', null).where('id', 'in', own).execute();
}

function selectFlags(db: Queries, projectId: number) {
  return db.selectFrom('flags').selectAll().where('project_id', '=', projectId).orderBy('key');
}

async function writeOwns(
  tx: Queries,
  environmentId: number,
  promoted: readonly Promoted[],
  at: Date,
): Promise<void> {
  if (promoted.length === 0) return;
  const rows = promoted.map(({ states, own }) => ({ flag_id: states.flag.id, ...own }));
  await sql`
    insert into flag_overrides (environment_id, flag_id, config, killed, updated_at)
    select ${environmentId}, x.flag_id, x.config, x.killed, ${at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (flag_id bigint, config jsonb, killed boolean)
    on conflict (environment_id, flag_id) do update set config = excluded.config, killed = excluded.killed,
      updated_at = excluded.updated_at, revision = flag_overrides.revision + 1`.execute(tx);
}
