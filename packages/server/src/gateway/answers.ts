import { findPrincipal, mayIn } from '../access/index.ts';
import type { Sessions } from '../people/index.ts';
import type { Database } from '../platform/db/index.ts';
import type { Links } from './links.ts';
import type { Answers, Question } from './messages.ts';
import type { Passes, PassHolder } from './passes.ts';
import type { GatewayRoute } from './routes-source.ts';
import type { Tickets } from './tickets.ts';

export interface AnswersDeps {
  db: Database;
  now: () => number;
  sessions: Pick<Sessions, 'holds'>;
  links: Pick<Links, 'open' | 'holds'>;
  passes: Passes;
  tickets: Tickets;
  routeOf: (slug: string) => GatewayRoute | undefined;
}

type OneOf<Kind> = Extract<Question, { kind: Kind }>;

/** Longest that a browser stays inside without being led through the dashboard, or the link, again. */
const PASS_MS = 12 * 60 * 60_000;

/** Answers what the gateway's process asks. */
export function createAnswers(deps: AnswersDeps): (question: Question) => Promise<Answers[Question['kind']]> {
  const { now, links, passes, tickets, routeOf } = deps;

  const check = async ({ slug, pass }: OneOf<'check'>): Promise<Answers['check']> => {
    const route = routeOf(slug);
    const holder = route && passes.read(pass, route);
    if (!route || !holder) return null;
    if (holder.kind === 'link') return (await links.holds(route.hostedId, holder.linkId)) ? 'link' : null;
    return (await isWelcome(deps, holder, route)) ? 'member' : null;
  };

  const exchange = async ({ slug, ticket, state }: OneOf<'exchange'>): Promise<Answers['exchange']> => {
    const route = routeOf(slug);
    const taken = route && tickets.take(ticket, slug, state);
    if (!route || !taken) return null;
    const { personId, sessionId } = taken;
    const expiresAt = now() + PASS_MS;
    return { value: passes.make({ kind: 'member', personId, sessionId }, route, expiresAt), expiresAt };
  };

  const redeem = async ({ slug, ...use }: OneOf<'redeem'>): Promise<Answers['redeem']> => {
    const route = routeOf(slug);
    if (!route) return { kind: 'unknown' };
    const opened = await links.open(route.hostedId, use);
    if (opened.kind !== 'opened') return opened;
    const { linkId } = opened;
    const expiresAt = Math.min(now() + PASS_MS, opened.expiresAt.getTime());
    const value = passes.make({ kind: 'link', linkId }, route, expiresAt);
    return { kind: 'opened', pass: { value, expiresAt } };
  };

  return (question) => {
    if (question.kind === 'check') return check(question);
    return question.kind === 'exchange' ? exchange(question) : redeem(question);
  };
}

/** Still signed in, and may still see it. */
async function isWelcome(
  { db, now, sessions }: Pick<AnswersDeps, 'db' | 'now' | 'sessions'>,
  { personId, sessionId }: Extract<PassHolder, { kind: 'member' }>,
  { project, environment }: GatewayRoute,
): Promise<boolean> {
  if (!(await sessions.holds(Number(personId), Number(sessionId)))) return false;
  const who = await findPrincipal(db.kysely, { kind: 'person', id: personId }, new Date(now()));
  return who !== undefined && mayIn(who, 'object:read', { project, environment });
}
