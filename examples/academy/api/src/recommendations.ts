import { type CourseCard, cardColumns, cardTables } from './courses.ts';
import { type Database, prepared } from './database.ts';

export interface Recommendations {
  because: string;
  courses: CourseCard[];
}

interface Scored extends CourseCard {
  taking: string | null;
}

const SHELF_SIZE = 4;

/** What others liked in the subjects this person studies or looks at; never a course they already have. */
export async function recommend(
  database: Database,
  userId: string,
  viewing: string,
): Promise<Recommendations> {
  const found = await prepared<Scored>(
    database,
    'recommendations',
    `with mine as (
       select c.slug, c.category, c.title from enrolments e join courses c on c.slug = e.course
       where e.user_id = $1 and e.status <> 'left'
     ), subjects as (
       select distinct category, 2 as weight from mine union all select category, 4 from courses where slug = $2
     ), liked as (select category, sum(weight) as weight from subjects group by category)
     select ${cardColumns}, (select m.title from mine m where m.category = c.category limit 1) as taking
     from ${cardTables} left join liked on liked.category = c.category
     where c.slug <> $2 and c.slug not in (select slug from mine)
     order by coalesce(liked.weight, 0) + c.rating * ln(10 + c.learners) / 15 desc, c.position
     limit ${SHELF_SIZE}`,
    [userId, viewing],
  );
  return { because: reason(found, viewing), courses: found };
}

function reason(found: Scored[], viewing: string): string {
  if (viewing !== '') return 'Goes well with this course';
  const taking = found.find((course) => course.taking !== null)?.taking;
  return taking ? `Because you study ${taking}` : 'Highly rated by people who learn like you';
}
