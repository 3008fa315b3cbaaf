import { type Change, type FlagOverview, listFlagOverview, type Serving } from '@slipway/api';
import { keepPreviousData, type Query, useQuery } from '@tanstack/react-query';
import { client, forget, keyOf, queryClient } from '../app/api.ts';
import { type LiveEvent, onLive } from '../app/live.ts';
import { chunks, createGatherer, type Gatherer, patched, withDependents } from './flag-list-patch.ts';

const LIST = 'flag-list';
const PAGE = 500;
/** How many keys one request may name. */
const MOST_KEYS = 100;
/** From here on reading everything is cheaper. */
const TOO_MANY_KEYS = 500;
/** A burst of changes, such as a promotion, becomes one request. */
const BURST_MS = 40;
/** Counts need not be of this second. */
const COUNTS_MS = 30_000;

/** Environments whose states are read; undefined = the permanent ones. */
interface Wanted {
  environments: readonly string[] | undefined;
  archived: boolean;
}

type Rows = readonly FlagOverview[];
type ListQuery = Query<Rows, Error, Rows>;

/** Every flag of a project: the first page at once, the others as they come, then patched by the stream. */
export function useFlagList(project: string, { environments, archived }: Wanted) {
  const input = {
    params: { project },
    query: {
      archived: archived ? ('true' as const) : ('false' as const),
      ...(environments ? { environments: environments.join(',') } : {}),
    },
  };
  // A name of its own: a change makes single rows be read, where it makes other reads of the overview start anew.
  const queryKey = [LIST, ...keyOf(listFlagOverview, input).slice(1)];
  return useQuery<Rows>({
    queryKey,
    queryFn: ({ signal }) => readPages(input, signal, (rows) => showFirst(queryKey, rows)),
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}

type Input = Parameters<typeof client.call<typeof listFlagOverview>>[1] & object;

async function readPages(
  input: Input,
  signal: AbortSignal,
  show: (rows: FlagOverview[]) => void,
): Promise<FlagOverview[]> {
  const rows: FlagOverview[] = [];
  let cursor: string | null = null;
  do {
    const query: Input['query'] = { ...input.query, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
    const page: { items: FlagOverview[]; next: string | null } = await client.call(listFlagOverview, {
      ...input,
      query,
      signal,
    });
    rows.push(...page.items);
    cursor = page.next;
    if (cursor !== null) show([...rows]);
  } while (cursor !== null);
  return rows;
}

/** Rows on screen are not taken away while they are read again. */
function showFirst(queryKey: readonly unknown[], rows: Rows): void {
  const shown = queryClient.getQueryData<Rows>(queryKey);
  if (!shown || shown.length < rows.length) queryClient.setQueryData(queryKey, rows);
}

function listsOf(project: string): ListQuery[] {
  return queryClient.getQueryCache().findAll({
    predicate: ({ queryKey: [id, params] }) =>
      id === LIST && (params as { project?: string }).project === project,
  }) as unknown as ListQuery[];
}

/** Changes what a state looks like at once, until the row has been read again. */
export function assume(
  project: string,
  key: string,
  environment: string,
  as: (now: Serving) => Serving,
): void {
  for (const { queryKey } of listsOf(project))
    queryClient.setQueryData<Rows>(queryKey, (rows) =>
      rows?.map((row) => (row.key === key ? withServing(row, environment, as) : row)),
    );
}

function withServing(row: FlagOverview, environment: string, as: (now: Serving) => Serving): FlagOverview {
  return {
    ...row,
    environments: row.environments.map((one) => (one.environment === environment ? as(one) : one)),
  };
}

/** Reads single rows again, and answers one of them as it is now. */
export async function readRow(project: string, key: string): Promise<FlagOverview | undefined> {
  await refreshRows(project, [key]);
  return listsOf(project)
    .flatMap(({ state }) => state.data ?? [])
    .find((row) => row.key === key);
}

async function readAgain(project: string, keys: readonly string[]): Promise<void> {
  await Promise.all(listsOf(project).map((list) => patchList(list, keys)));
}

async function patchList(list: ListQuery, keys: readonly string[]): Promise<void> {
  // A read of everything that is under way may be older than the change: its answer must not come last.
  await list.promise?.catch(() => {});
  const [, params, query] = list.queryKey as [string, { project: string }, object];
  const found = await Promise.all(
    chunks(keys, MOST_KEYS).map((part) =>
      client.call(listFlagOverview, { params, query: { ...query, limit: PAGE, flags: part.join(',') } }),
    ),
  );
  const items = found.flatMap((page) => page.items);
  queryClient.setQueryData<Rows>(list.queryKey, (rows) => (rows ? patched(rows, keys, items) : rows));
}

const gatherers = new Map<string, Gatherer>();

/** Has rows read again, together with others that change at the same time. */
export function refreshRows(project: string, keys: readonly string[]): Promise<void> {
  let gatherer = gatherers.get(project);
  if (!gatherer) {
    gatherer = createGatherer(
      (all) => refreshNow(project, all),
      (go) => setTimeout(go, BURST_MS),
    );
    gatherers.set(project, gatherer);
  }
  return gatherer.add(keys);
}

async function refreshNow(project: string, changed: string[]): Promise<void> {
  const rows = listsOf(project).flatMap(({ state }) => state.data ?? []);
  const keys = withDependents(rows, changed);
  if (keys.length > TOO_MANY_KEYS) return forget([LIST], { project });
  // What could not be read in part is read as a whole, by the rules for all queries.
  await readAgain(project, keys).catch(() => forget([LIST], { project }));
}

let shownKeys: readonly string[] = [];
let countsReadAt = 0;

/** Which rows are on screen: counts are kept fresh for these alone. */
export function noteShown(keys: readonly string[]): void {
  shownKeys = keys;
}

function hear(event: LiveEvent, project: string): void {
  if (event.kind === 'change') hearChange(event.change, project);
  else if (event.kind === 'activity') hearActivity(project);
}

function hearChange({ subject, key }: Change, project: string): void {
  if (subject === 'flag' || subject === 'flag-config') void refreshRows(project, [key]);
  // Its base decides what it inherits, and its kind whether it is shown.
  else if (subject === 'environment') void forget([LIST], { project });
}

function hearActivity(project: string): void {
  if (shownKeys.length === 0 || performance.now() - countsReadAt < COUNTS_MS) return;
  countsReadAt = performance.now();
  void refreshRows(project, shownKeys);
}

onLive(hear);
