import type { FlagOverview, FlagState, listFlagOverview, QueryOf, Serving } from '@slipway/api';
import { type LastEvaluations, readLastEvaluations } from '../insights/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { invalidRequest } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import {
  databaseNow,
  environmentNotFound,
  findProjectId,
  loadPlaces,
  type Place,
  withBases,
} from '../rulesets/index.ts';
import { flagEtag, flagOf } from './definitions.ts';
import { loadRequired, variantsAt } from './required.ts';
import { lastBoundary, servingOf, type VariantsOf } from './serving.ts';
import { stalenessOf } from './staleness.ts';
import { loadStatesOf } from './state-pages.ts';
import { contentOf, etagOf, type FlagStates, stateView } from './states.ts';
import { listFlagRows, type StateRow } from './store.ts';

type OverviewQuery = QueryOf<typeof listFlagOverview>;
type StateInPage = FlagState & { etag: string };

const MOST_ENVIRONMENTS = 12;
const MOST_FLAGS = 100;

/** A page of flags with what they do in several environments: always the same few queries. */
export function readOverview(
  db: Database,
  project: string,
  query: OverviewQuery,
): Promise<Page<FlagOverview>> {
  const keys = namesIn(query.flags, 'flags', MOST_FLAGS);
  const wanted = namesIn(query.environments, 'environments', MOST_ENVIRONMENTS);
  return inSnapshot(db, async (tx) => {
    const projectId = await findProjectId(tx, project);
    const places = await loadPlaces(tx, projectId);
    const shown = wanted ? named(places, wanted, project) : firstPermanent(places);
    const rows = await listFlagRows(tx, projectId, { ...query, keys });
    const { items, next } = pageOf(
      rows,
      query.limit,
      (row) => row,
      ({ key }) => key,
    );
    const based = withBases(places, idsOf(shown));
    const states = await loadStatesOf(tx, items, based);
    const required = await loadRequired(tx, projectId, states, based);
    const evaluations = await readLastEvaluations(
      tx,
      idsOf(shown),
      items.map(({ key }) => key),
    );
    const now = (await databaseNow(tx)).getTime();
    const all = [...states, ...required];
    const seen = shown.map((place) => ({ place, variantsOf: variantsAt(all, place.id, now) }));
    const overview = (one: FlagStates) => overviewOf(one, seen, evaluations.get(one.flag.key), now);
    return { items: states.map(overview), next };
  });
}

/** Every flag that is not archived, in one environment. */
export function readStatesIn(
  db: Database,
  at: { project: string; environment: string },
  page: PageRequest,
): Promise<Page<StateInPage>> {
  return inSnapshot(db, async (tx) => {
    const projectId = await findProjectId(tx, at.project);
    const places = await loadPlaces(tx, projectId);
    const [place] = named(places, [at.environment], at.project);
    const rows = await listFlagRows(tx, projectId, { ...page, archived: 'false' });
    const { items, next } = pageOf(
      rows,
      page.limit,
      (row) => row,
      ({ key }) => key,
    );
    const states = await loadStatesOf(tx, items, withBases(places, place ? [place.id] : []));
    return { items: states.flatMap((one) => rowsAt(one, place).map((row) => stateWithEtag(one, row))), next };
  });
}

/** What is read together belongs together: an ETag to the state that it stands for. */
function inSnapshot<T>(db: Database, read: (tx: Queries) => Promise<T>): Promise<T> {
  return transaction(db, read, { isolation: 'repeatable read', readOnly: true });
}

function namesIn(text: string | undefined, path: string, most: number): string[] | undefined {
  if (text === undefined) return undefined;
  const names = [...new Set(text.split(',').filter(Boolean))];
  if (names.length <= most) return names;
  throw invalidRequest([{ path, message: `Name at most ${most}; these are ${names.length}.` }]);
}

function named(places: readonly Place[], keys: readonly string[], project: string): Place[] {
  return keys.map((wanted) => {
    const place = places.find(({ key }) => key === wanted);
    if (!place) throw environmentNotFound(project, wanted);
    return place;
  });
}

function firstPermanent(places: readonly Place[]): Place[] {
  return places
    .filter(({ kind }) => kind === 'permanent')
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, MOST_ENVIRONMENTS);
}

interface Shown {
  place: Place;
  variantsOf: VariantsOf;
}

function overviewOf(
  states: FlagStates,
  shown: readonly Shown[],
  { lastAt, count }: LastEvaluations = { lastAt: null, count: 0 },
  now: number,
): FlagOverview {
  const { variants: _v, metadata: _m, ...definition } = flagOf(states.flag);
  const standstills = shown.flatMap(({ place, variantsOf }) =>
    rowsAt(states, place).map((row) => ({
      environment: row.key,
      isPermanent: row.kind === 'permanent',
      serving: servingIn(states, row, variantsOf, now),
      unchangedSince: unchangedSince(states, row, now),
    })),
  );
  const { kind, created_at: createdAt, archived_at: archivedAt } = states.flag;
  return {
    ...definition,
    etag: flagEtag(states.flag),
    environments: standstills.map(({ serving }) => serving),
    lastEvaluatedAt: lastAt?.toISOString() ?? null,
    evaluations: count,
    staleness: stalenessOf(
      {
        kind,
        createdAt: createdAt.getTime(),
        archivedAt: archivedAt?.getTime() ?? null,
        lastEvaluatedAt: lastAt?.getTime() ?? null,
        evaluations: count,
        environments: standstills,
      },
      now,
    ),
  };
}

function servingIn(states: FlagStates, row: StateRow, variantsOf: VariantsOf, now: number): Serving {
  const { source, ...held } = contentOf(states, row.id);
  return {
    environment: row.key,
    ...servingOf(held, now, variantsOf),
    source,
    killedHere: row.killed,
    version: row.version,
    etag: etagOf(row),
  };
}

function unchangedSince(states: FlagStates, row: StateRow, now: number): number {
  const written = row.at?.getTime() ?? states.flag.updated_at.getTime();
  return Math.max(written, lastBoundary(contentOf(states, row.id), now) ?? written);
}

function rowsAt({ rows }: FlagStates, place: Place | undefined): StateRow[] {
  return rows.filter(({ id }) => id === place?.id);
}

function stateWithEtag(states: FlagStates, row: StateRow): StateInPage {
  return { ...stateView(states, row), etag: etagOf(row) };
}

function idsOf(places: readonly Place[]): number[] {
  return places.map(({ id }) => id);
}
