import { type Database, prepared, rows } from './database.ts';
import type { Rule } from './enrolment-rules.ts';
import { Problem } from './problem.ts';

export interface LearningEntry {
  id: string;
  course: string;
  title: string;
  category: string;
  teacherName: string;
  status: 'pending' | 'active' | 'completed' | 'left';
  rule: Rule;
  goal: string | null;
  totalCents: number;
  enrolledAt: Date;
  confirmationToken: string | null;
  lessonCount: number;
  completedLessons: number[];
  nextLesson: string | null;
  receipt: Receipt | null;
}

export interface Receipt {
  number: string;
  listCents: number;
  planDiscountCents: number;
  promoCode: string | null;
  promoDiscountCents: number;
  totalCents: number;
  issuedAt: string;
}

const entryQuery = `select e.id, e.course, c.title, c.category, t.name as "teacherName", e.status, e.rule, e.goal,
    e.total_cents as "totalCents", e.enrolled_at as "enrolledAt", e.confirmation_token as "confirmationToken",
    c.lesson_count as "lessonCount",
    coalesce((select json_agg(d.lesson) from lesson_completions d where d.enrolment = e.id), '[]') as "completedLessons",
    (select l.title from lessons l where l.course = e.course and not exists (
       select 1 from lesson_completions d where d.enrolment = e.id and d.lesson = l.id)
     order by l.position limit 1) as "nextLesson",
    (select json_build_object('number', r.number, 'listCents', r.list_cents, 'planDiscountCents', r.plan_discount_cents,
       'promoCode', r.promo_code, 'promoDiscountCents', r.promo_discount_cents, 'totalCents', r.total_cents,
       'issuedAt', r.issued_at) from receipts r where r.enrolment = e.id) as receipt
  from enrolments e join courses c on c.slug = e.course join teachers t on t.id = c.teacher`;

export async function listLearning(database: Database, userId: string): Promise<LearningEntry[]> {
  return prepared<LearningEntry>(
    database,
    'learning',
    `${entryQuery} where e.user_id = $1 and e.status <> 'left' order by e.enrolled_at desc`,
    [userId],
  );
}

export async function findEnrolmentFor(
  database: Database,
  userId: string,
  course: string,
): Promise<LearningEntry | null> {
  const [entry] = await prepared<LearningEntry>(
    database,
    'learning-course',
    `${entryQuery} where e.user_id = $1 and e.course = $2 and e.status <> 'left'`,
    [userId, course],
  );
  return entry ?? null;
}

export async function findEnrolment(database: Database, userId: string, id: string): Promise<LearningEntry> {
  const [entry] = await rows<LearningEntry>(
    database,
    `${entryQuery} where e.user_id = $1 and e.id::text = $2`,
    [userId, id],
  );
  if (!entry)
    throw new Problem(
      'enrolment-not-found',
      'There is no such enrolment in your account. Look in My learning.',
    );
  return entry;
}

export async function leave(database: Database, userId: string, id: string): Promise<void> {
  const entry = await findEnrolment(database, userId, id);
  await database.query(
    "update enrolments set status = 'left' where id = $1 and status in ('pending', 'active')",
    [entry.id],
  );
}

/** The course counts as completed with its last lesson. */
export async function completeLesson(
  database: Database,
  userId: string,
  id: string,
  lesson: number,
): Promise<void> {
  const entry = await findEnrolment(database, userId, id);
  if (entry.status === 'pending')
    throw new Problem('enrolment-not-found', 'Confirm your place first, then start learning.');
  await database.query(
    `insert into lesson_completions (enrolment, lesson)
     select $1, id from lessons where id = $2 and course = $3 on conflict do nothing`,
    [entry.id, lesson, entry.course],
  );
  await database.query(
    `update enrolments set status = 'completed' where id = $1 and status = 'active' and
       (select count(*) from lesson_completions where enrolment = $1) =
       (select count(*) from lessons where course = $2)`,
    [entry.id, entry.course],
  );
}
