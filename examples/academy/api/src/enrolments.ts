import { type Database, prepared, rows, type Session, transaction } from './database.ts';
import {
  decideEnrolment,
  type EnrolmentFacts,
  findNoRoom,
  type Rule,
  type Verdict,
} from './enrolment-rules.ts';
import type { Flags } from './flags.ts';
import { type Account, ensureAccount } from './people.ts';
import type { Person, SignedInPerson } from './person.ts';
import { findPromo, normalisePromo, type Quote, quote } from './pricing.ts';
import { Problem } from './problem.ts';

export interface EnrolmentRequest {
  course: string;
  promo: string;
  goal: string | null;
  expectedTotalCents: number | null;
}

export interface CheckoutQuote extends Quote {
  rule: Rule;
}

export interface Enrolments {
  quote(person: Person, course: string, promo: string): Promise<CheckoutQuote>;
  enrol(person: SignedInPerson, request: EnrolmentRequest): Promise<{ id: string; rule: Rule }>;
  /** Takes the place that a request asked for, while there is one. Opening the link twice is fine. */
  confirm(token: string): Promise<{ id: string; course: string }>;
}

export interface EnrolmentDeps {
  database: Database;
  flags: Flags;
  now: () => Date;
}

type Accepted = Extract<Verdict, { kind: 'accept' }>;

const UNIQUE_VIOLATION = '23505';

export function createEnrolments({ database, flags, now }: EnrolmentDeps): Enrolments {
  const ruleFor = async (person: Person): Promise<Rule> =>
    (await flags.hasNewCheckout(person)) ? 'v2' : 'v1';
  const today = (): string => now().toISOString().slice(0, 10);

  async function priceFor(
    session: Session,
    rule: Rule,
    person: Person,
    listCents: number,
    promo: string,
  ): Promise<Quote> {
    // The old form has no promo field, so a code that reaches it comes from a page that is out of date.
    const code = rule === 'v2' ? normalisePromo(promo) : '';
    return quote(listCents, person.plan, { code, found: await findPromo(session, code), today: today() });
  }

  return {
    async quote(person, course, promo) {
      const rule = await ruleFor(person);
      const listCents = await findPrice(database, course);
      return { rule, ...(await priceFor(database, rule, person, listCents, promo)) };
    },

    async enrol(person, request) {
      const [rule, limit] = await Promise.all([ruleFor(person), flags.enrolmentLimit(person)]);
      await ensureAccount(database, person);
      return transaction(database, async (session) => {
        if (rule === 'v2') await reserve(session, person.id, request.course);
        const listCents = await findPrice(session, request.course);
        const price = await priceFor(session, rule, person, listCents, request.promo);
        const { expectedTotalCents } = request;
        const facts = {
          ...(await loadFacts(session, person.id, request.course)),
          limit,
          expectedTotalCents,
          totalCents: price.totalCents,
        };
        const verdict = decideEnrolment(rule, facts);
        if (verdict.kind === 'refuse') throw new Problem(verdict.code, verdict.detail);
        const id = await insertEnrolment(session, person.id, rule, verdict, request, price);
        if (rule === 'v2') await issueReceipt(session, id, price, now());
        return { id, rule };
      });
    },

    async confirm(token) {
      const { id, course, learner } = await findRequest(database, token);
      const limit = await flags.enrolmentLimit({ ...learner, signedIn: true });
      return transaction(database, async (session) => {
        await reserve(session, learner.id, course);
        if (await isPending(session, id)) {
          const noRoom = findNoRoom({ ...(await loadFacts(session, learner.id, course)), limit });
          if (noRoom) throw new Problem(noRoom.code, noRoom.detail);
          await session.query("update enrolments set status = 'active' where id = $1", [id]);
        }
        return { id, course };
      });
    },
  };
}

interface Request {
  id: string;
  course: string;
  learner: Account;
}

async function findRequest(session: Session, token: string): Promise<Request> {
  const [found] = await rows<Request>(
    session,
    `select e.id, e.course, json_build_object(
       'id', u.id, 'email', u.email, 'name', u.name, 'plan', u.plan, 'country', u.country) as learner
     from enrolments e join users u on u.id = e.user_id where e.confirmation_token::text = $1`,
    [token],
  );
  if (found) return found;
  throw new Problem(
    'enrolment-not-found',
    'This confirmation link is not valid. Enrol again from the course page.',
  );
}

async function isPending(session: Session, id: string): Promise<boolean> {
  const found = await rows(session, "select 1 from enrolments where id = $1 and status = 'pending'", [id]);
  return found.length > 0;
}

/** Holds person and course until the transaction ends: no oversold seat, no limit passed by two tabs. */
async function reserve(session: Session, userId: string, course: string): Promise<void> {
  await session.query('select 1 from users where id = $1 for update', [userId]);
  await session.query('select 1 from courses where slug = $1 for update', [course]);
}

async function findPrice(session: Session, slug: string): Promise<number> {
  const [course] = await prepared<{ price: number }>(
    session,
    'course-price',
    'select price_cents as price from courses where slug = $1',
    [slug],
  );
  if (!course) throw new Problem('course-not-found', `There is no course "${slug}". Look in the catalogue.`);
  return course.price;
}

async function loadFacts(
  session: Session,
  userId: string,
  course: string,
): Promise<Pick<EnrolmentFacts, 'isEnrolled' | 'enrolledCount' | 'seatsLeft'>> {
  const [facts] = await prepared<Pick<EnrolmentFacts, 'isEnrolled' | 'enrolledCount' | 'seatsLeft'>>(
    session,
    'enrolment-facts',
    `select
       exists (select 1 from enrolments where user_id = $1 and course = $2 and status <> 'left') as "isEnrolled",
       (select count(*)::int from enrolments where user_id = $1 and status = 'active') as "enrolledCount",
       (select seats from courses where slug = $2) -
         (select count(*)::int from enrolments where course = $2 and status = 'active') as "seatsLeft"`,
    [userId, course],
  );
  if (!facts) throw new Error('A query without a table gave no row.');
  return facts;
}

async function insertEnrolment(
  session: Session,
  userId: string,
  rule: Rule,
  verdict: Accepted,
  request: EnrolmentRequest,
  price: Quote,
): Promise<string> {
  try {
    const [row] = await prepared<{ id: string }>(
      session,
      'enrolment-insert',
      `insert into enrolments (user_id, course, status, rule, total_cents, goal, confirmation_token)
       values ($1, $2, $3, $4, $5, $6, case when $3 = 'pending' then gen_random_uuid() end) returning id`,
      [userId, request.course, verdict.status, rule, price.totalCents, request.goal],
    );
    await session.query('update courses set learners = learners + 1 where slug = $1', [request.course]);
    return row?.id ?? '';
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Problem('already-enrolled', 'You are in this course already. Open it in My learning.');
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}

async function issueReceipt(
  session: Session,
  enrolment: string,
  price: Quote,
  issuedAt: Date,
): Promise<void> {
  await session.query(
    `insert into receipts (number, enrolment, list_cents, plan_discount_cents, promo_code, promo_discount_cents,
       total_cents, issued_at)
     values ('AC-' || $1 || '-' || lpad(nextval('receipt_numbers')::text, 6, '0'), $2, $3, $4, $5, $6, $7, $8)`,
    [
      String(issuedAt.getUTCFullYear()),
      enrolment,
      price.listCents,
      price.planDiscountCents,
      price.promoCode,
      price.promoDiscountCents,
      price.totalCents,
      issuedAt,
    ],
  );
}
