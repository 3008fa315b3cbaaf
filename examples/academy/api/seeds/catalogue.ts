import { business } from './catalogue/business.ts';
import { creative } from './catalogue/creative.ts';
import { data } from './catalogue/data.ts';
import { design } from './catalogue/design.ts';
import { languages } from './catalogue/languages.ts';
import { software } from './catalogue/software.ts';
import type { CourseSeed } from './course-seed.ts';

export const categories: { slug: string; name: string; courses: CourseSeed[] }[] = [
  { slug: 'data', name: 'Data', courses: data },
  { slug: 'software', name: 'Software', courses: software },
  { slug: 'design', name: 'Design', courses: design },
  { slug: 'business', name: 'Business', courses: business },
  { slug: 'languages', name: 'Languages', courses: languages },
  { slug: 'creative', name: 'Creative', courses: creative },
];

/** The editors' order of the catalogue: a mix of subjects, best introductions first. */
export const editorsOrder: string[] = [
  'practical-statistics',
  'interfaces-for-everyone',
  'typescript-in-practice',
  'product-thinking',
  'photography-with-any-camera',
  'spanish-for-travellers',
  'git-with-confidence',
  'clear-writing-at-work',
  'sql-from-questions',
  'piano-from-zero',
  'user-interviews',
  'databases-under-load',
];

export const teachers: { id: string; name: string; role: string; bio: string }[] = [
  {
    id: 'amara',
    name: 'Amara Bello',
    role: 'Statistician',
    bio: 'Taught statistics to nurses, journalists and engineers before she taught it to everybody.',
  },
  {
    id: 'elif',
    name: 'Elif Kaya',
    role: 'Finance lead and coach',
    bio: 'Led two reorganisations as a manager and helps other managers to survive theirs.',
  },
  {
    id: 'ines',
    name: 'Ines Moreau',
    role: 'Software engineer',
    bio: 'Fifteen years of interfaces between systems, and between the people who run them.',
  },
  {
    id: 'kenji',
    name: 'Kenji Arai',
    role: 'Researcher',
    bio: 'Works on small models by day and teaches reading and writing by night.',
  },
  {
    id: 'lucia',
    name: 'Lucia Ferrante',
    role: 'Designer',
    bio: 'Designs public services, tests with everyone, and redraws charts for pleasure.',
  },
  {
    id: 'marek',
    name: 'Marek Nowak',
    role: 'Editor and pianist',
    bio: 'Cuts films, plays for dancers, and believes that everybody can finish something.',
  },
  {
    id: 'noor',
    name: 'Noor Haddad',
    role: 'Design researcher',
    bio: 'Listens for a living. Always carries a camera, hardly ever a big one.',
  },
  {
    id: 'paloma',
    name: 'Paloma Reyes',
    role: 'Language teacher',
    bio: 'Has taught in five countries and makes mistakes in six languages.',
  },
  {
    id: 'samuel',
    name: 'Samuel Osei',
    role: 'Product lead',
    bio: 'Shipped, unshipped, and wrote about both in short sentences.',
  },
  {
    id: 'tomas',
    name: 'Tomas Vrba',
    role: 'Systems engineer',
    bio: 'Looks after databases at night and explains them in the morning.',
  },
];

export const promoCodes: { code: string; percent: number; endsOn: string | null }[] = [
  { code: 'WELCOME10', percent: 10, endsOn: null },
  { code: 'FRIENDS25', percent: 25, endsOn: null },
  { code: 'SPRING15', percent: 15, endsOn: '2026-05-31' },
];
