import type { Change, FlagOverview, Proposal, Review } from '@slipway/api';
import type { May, Who } from '../app/session.tsx';

type Me = Pick<Who, 'id' | 'kind' | 'name' | 'email'>;

/** Something that somebody expects of whoever is signed in, or has answered them. */
export type Waiting =
  | { kind: 'approve'; proposal: Proposal }
  | { kind: 'answered'; proposal: Proposal }
  | { kind: 'review'; review: Review; kill: Change | undefined }
  | { kind: 'stale-flag'; flag: FlagOverview };

export interface WaitingFacts {
  me: Me;
  may: May;
  open: readonly Proposal[];
  /** The latest of whatever state, newest first. */
  latest: readonly Proposal[];
  reviews: readonly Review[];
  /** What opened the reviews, by change. */
  kills: ReadonlyMap<string, Change>;
  rows: readonly FlagOverview[];
  now: number;
}

/** For so long an answer to a proposal is news. */
const NEWS_MS = 7 * 86_400_000;

/** First what holds others up. */
export function whatWaits(facts: WaitingFacts): Waiting[] {
  const { open, latest, reviews, kills, rows } = facts;
  return [
    ...open
      .filter((one) => canApprove(one, facts))
      .map((proposal) => ({ kind: 'approve' as const, proposal })),
    ...latest
      .filter((one) => isNewsTo(one, facts))
      .map((proposal) => ({ kind: 'answered' as const, proposal })),
    ...reviews
      .filter((one) => canClose(one, facts))
      .map((review) => ({ kind: 'review' as const, review, kill: kills.get(review.change) })),
    ...rows.filter((row) => isStaleOf(row, facts.me)).map((flag) => ({ kind: 'stale-flag' as const, flag })),
  ];
}

function canApprove({ author, approvals, effects }: Proposal, { me, may }: WaitingFacts): boolean {
  if (isMe(author, me) || approvals.some(({ by }) => isMe(by, me))) return false;
  const guarded = new Set(
    effects.filter(({ isProtected }) => isProtected).map(({ environment }) => environment),
  );
  if (guarded.size === 0) return may('proposal:approve');
  return [...guarded].every((environment) => may('proposal:approve', { environment }));
}

function isNewsTo(proposal: Proposal, { me, latest, now }: WaitingFacts): boolean {
  const { state, author, endedAt } = proposal;
  if ((state !== 'stale' && state !== 'rejected') || !isMe(author, me)) return false;
  if (endedAt === null || now - Date.parse(endedAt) > NEWS_MS) return false;
  return !latest.some((other) => isMe(other.author, me) && isAgain(other, proposal));
}

/** Whether somebody has proposed the same thing anew since. */
function isAgain(later: Proposal, earlier: Proposal): boolean {
  return (
    Number(later.id) > Number(earlier.id) &&
    later.endpoint === earlier.endpoint &&
    Object.entries(earlier.params).every(([name, value]) => later.params[name] === value)
  );
}

function mayClose({ environment }: Review, may: May): boolean {
  return may('review:close', { environment });
}

/** Whoever killed it cannot look at it themselves. */
function canClose(review: Review, { me, may, kills }: WaitingFacts): boolean {
  const kill = kills.get(review.change);
  return mayClose(review, may) && !(kill && isMe(kill.actor, me));
}

function isMe({ kind, id }: { kind: string; id: string }, me: Me): boolean {
  return kind === me.kind && id === me.id;
}

function isStaleOf({ staleness, owner }: FlagOverview, { name, email }: Me): boolean {
  if ((staleness.state !== 'settled' && staleness.state !== 'unused') || owner === null) return false;
  return [name, email].some((own) => own?.toLowerCase() === owner.toLowerCase());
}
