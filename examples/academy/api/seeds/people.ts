import type { Account } from '../src/people.ts';

/** Shown on the sign-in page, in this order. Staff are who have an address at academy.example. */
export const samplePeople: Account[] = [
  { id: 'u1', email: 'hanna.weber@academy.example', name: 'Hanna Weber', plan: 'team', country: 'DE' },
  { id: 'u2', email: 'oliver.grant@academy.example', name: 'Oliver Grant', plan: 'team', country: 'GB' },
  { id: 'u3', email: 'yuki.mori@academy.example', name: 'Yuki Mori', plan: 'pro', country: 'JP' },
  { id: 'u4', email: 'carla.silva@academy.example', name: 'Carla Silva', plan: 'free', country: 'BR' },
  { id: 'u5', email: 'mia.jensen@mail.example', name: 'Mia Jensen', plan: 'free', country: 'NL' },
  { id: 'u6', email: 'daniel.roux@mail.example', name: 'Daniel Roux', plan: 'free', country: 'FR' },
  { id: 'u7', email: 'priya.nair@mail.example', name: 'Priya Nair', plan: 'pro', country: 'IN' },
  { id: 'u8', email: 'lena.fischer@mail.example', name: 'Lena Fischer', plan: 'pro', country: 'DE' },
  { id: 'u9', email: 'ben.carter@northwind.example', name: 'Ben Carter', plan: 'team', country: 'US' },
  { id: 'u10', email: 'sofia.lopez@northwind.example', name: 'Sofia Lopez', plan: 'team', country: 'ES' },
];

/** Who studies what, and how many lessons they have finished. */
export const sampleEnrolments: { user: string; course: string; lessons: number }[] = [
  { user: 'u1', course: 'product-thinking', lessons: 5 },
  { user: 'u1', course: 'clear-writing-at-work', lessons: 8 },
  { user: 'u2', course: 'git-with-confidence', lessons: 2 },
  { user: 'u3', course: 'typography-on-screens', lessons: 3 },
  { user: 'u5', course: 'photography-with-any-camera', lessons: 4 },
  { user: 'u7', course: 'practical-statistics', lessons: 6 },
  { user: 'u7', course: 'sql-from-questions', lessons: 1 },
  { user: 'u8', course: 'interfaces-for-everyone', lessons: 2 },
  { user: 'u9', course: 'numbers-for-managers', lessons: 0 },
];

/** The demo profile adds a crowd, so that cohorts fill up. */
export function crowd(size: number): Account[] {
  const plans = ['free', 'free', 'free', 'pro', 'free', 'pro', 'team'] as const;
  const countries = ['DE', 'US', 'FR', 'GB', 'ES', 'NL', 'PL', 'IN'] as const;
  return Array.from({ length: size }, (_, index) => ({
    id: `d${index + 1}`,
    email: `learner${index + 1}@crowd.example`,
    name: `Learner ${index + 1}`,
    plan: plans[index % plans.length] ?? 'free',
    country: countries[index % countries.length] ?? 'DE',
  }));
}
