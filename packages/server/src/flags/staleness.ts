import type { Flag, FlagOverview, Serving } from '@slipway/api';

type Staleness = FlagOverview['staleness'];

/** One environment that is shown, and since when (epoch ms) the flag does there what it does now. */
export interface Standstill {
  environment: string;
  isPermanent: boolean;
  serving: Pick<Serving, 'kind' | 'variant' | 'heldBy'>;
  unchangedSince: number;
}

/** What says whether a flag can go. Instants are epoch milliseconds. */
export interface StalenessFacts {
  kind: Flag['kind'];
  createdAt: number;
  archivedAt: number | null;
  /** Null = never, as far as counts are kept. */
  lastEvaluatedAt: number | null;
  /** In the last 24 hours. */
  evaluations: number;
  environments: readonly Standstill[];
}

const DAY_MS = 86_400_000;
const NEW_DAYS = 7;
const UNUSED_DAYS = 14;
const UNCHANGED_DAYS = 14;
const SETTLED_DAYS = 30;
/** Before that, nobody knows. */
const COUNTS_KEPT_DAYS = 400;

/** Kill switches and permissions are meant to stay: they never settle. */
const lasting: readonly Flag['kind'][] = ['operational', 'permission'];

export function stalenessOf(facts: StalenessFacts, now: number): Staleness {
  return (
    archived(facts, now) ??
    young(facts, now) ??
    unused(facts, now) ??
    settled(facts, now) ??
    active(facts, now)
  );
}

function archived({ archivedAt }: StalenessFacts, now: number): Staleness | null {
  if (archivedAt === null) return null;
  return { state: 'unused', because: `Archived ${ago(now - archivedAt)}.` };
}

function young({ createdAt }: StalenessFacts, now: number): Staleness | null {
  const age = now - createdAt;
  return age < NEW_DAYS * DAY_MS ? { state: 'new', because: `Created ${ago(age)}.` } : null;
}

function unused(facts: StalenessFacts, now: number): Staleness | null {
  const { createdAt, lastEvaluatedAt, environments } = facts;
  const unseen = now - Math.max(createdAt, lastEvaluatedAt ?? 0);
  if (environments.length === 0 || unseen <= UNUSED_DAYS * DAY_MS) return null;
  const where = listed(environments.map(({ environment }) => environment));
  return { state: 'unused', because: `Not evaluated in ${where} ${unseenFor(facts, unseen)}.` };
}

function unseenFor({ lastEvaluatedAt }: StalenessFacts, unseen: number): string {
  if (lastEvaluatedAt !== null) return `for ${days(unseen)}`;
  return unseen > COUNTS_KEPT_DAYS * DAY_MS
    ? `for ${COUNTS_KEPT_DAYS} days or more`
    : `since it was created ${ago(unseen)}`;
}

function settled({ kind, createdAt, environments }: StalenessFacts, now: number): Staleness | null {
  const permanent = environments.filter(({ isPermanent }) => isPermanent);
  const said = new Set(permanent.map(({ serving }) => uniform(serving)));
  const [what] = said;
  if (lasting.includes(kind) || now - createdAt <= SETTLED_DAYS * DAY_MS) return null;
  if (said.size !== 1 || !what) return null;
  const unchanged = now - Math.max(...permanent.map(({ unchangedSince }) => unchangedSince));
  if (unchanged <= UNCHANGED_DAYS * DAY_MS) return null;
  const where = listed(permanent.map(({ environment }) => environment));
  return { state: 'settled', because: `${what} in ${where} for ${days(unchanged)}.` };
}

/** What everybody gets alike, in words. A kill, of itself or of what it requires, is no state that settles. */
function uniform({ kind, variant, heldBy }: Standstill['serving']): string | null {
  if (heldBy !== null) return null;
  if (kind === 'off' || kind === 'nobody') return 'Off for everybody';
  if (kind !== 'everybody' || variant === null) return null;
  return variant === 'on' ? 'On for everybody' : `"${variant}" for everybody`;
}

function active({ createdAt, lastEvaluatedAt, evaluations }: StalenessFacts, now: number): Staleness {
  if (evaluations > 0)
    return { state: 'active', because: `${times(evaluations)} evaluated in the last 24 hours.` };
  if (lastEvaluatedAt !== null)
    return { state: 'active', because: `Last evaluated ${ago(now - lastEvaluatedAt)}.` };
  return { state: 'active', because: `Created ${ago(now - createdAt)} and not evaluated yet.` };
}

function ago(ms: number): string {
  return ms < DAY_MS ? 'within the last 24 hours' : `${days(ms)} ago`;
}

function days(ms: number): string {
  const count = Math.floor(ms / DAY_MS);
  return count === 1 ? '1 day' : `${count} days`;
}

function times(count: number): string {
  return count === 1 ? 'Once' : `${count.toLocaleString('en')} times`;
}

const MOST_NAMED = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED);
  const more = names.length - shown.length;
  const parts = more > 0 ? [...shown, `${more} more`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
