/** The flags and users that every engine gets, each in its own vocabulary. */

export const columns = ['on', 'conditions', 'split'] as const;
export type Column = (typeof columns)[number];

export interface User {
  key: string;
  email: string;
  plan: string;
  country: string;
  version: string;
  age: number;
}

/** What the flag `conditions` asks, in this order; all five have to be looked at for every user. */
export const asked = {
  emailEndsWith: '@academy.example',
  plans: ['pro', 'team', 'enterprise'],
  countries: ['DE', 'AT', 'CH', 'FR', 'NL'],
  versionAtLeast: '2.3.0',
  ageAtLeast: 40,
} as const;

/** Flags that are held and not asked, so that every engine keeps 100. */
export const fillerKeys: string[] = Array.from({ length: 97 }, (_, index) => `filler-${index}`);

/** Hashed together with the user's key by those engines that let a salt be given. */
export const splitSalt = 'benchmark';

/** 1,024 users who satisfy the first four conditions; every other one satisfies the fifth. */
export const users: User[] = parsed(
  Array.from({ length: 1024 }, (_, index) => ({
    key: `user-${(index * 2_654_435_761) % 4_294_967_296}`,
    email: `person.${index}${asked.emailEndsWith}`,
    plan: pick(asked.plans, index),
    country: pick(asked.countries, index),
    version: `2.${3 + (index % 9)}.${index % 5}`,
    age: index % 2 === 0 ? 40 + (index % 30) : 39 - (index % 20),
  })),
);

function pick(values: readonly string[], index: number): string {
  return values[index % values.length] ?? '';
}

/** As a request brings them: flat strings and not ropes of what they were put together from. */
function parsed(made: User[]): User[] {
  return JSON.parse(JSON.stringify(made));
}
