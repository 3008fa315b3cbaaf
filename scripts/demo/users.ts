/** A simulated user of academy. */
export interface User {
  id: string;
  email: string;
  plan: 'free' | 'pro' | 'team';
  country: string;
}

const plans = ['free', 'free', 'free', 'pro', 'team'] as const;
const countries = ['DE', 'FR', 'GB', 'JP', 'BR', 'IN', 'US'];

/** The same users for the same count; one in fifty works at Academy. */
export function simulateUsers(count: number): User[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `sim-${index}`,
    email: `user${index}@${index % 50 === 7 ? 'academy.example' : 'learners.example'}`,
    plan: plans[index % plans.length] ?? 'free',
    country: countries[index % countries.length] ?? 'DE',
  }));
}

export function isInternal(user: User): boolean {
  return user.email.endsWith('@academy.example');
}
