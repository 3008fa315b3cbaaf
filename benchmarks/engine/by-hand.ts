import type { Contestant, Evaluate } from './contestant.ts';
import { asked, fillerKeys, splitSalt, type User, users } from './workload.ts';

/** What a programmer would write instead of using an engine: one closure per flag in a map. */
export function createByHand(): Contestant {
  const closures = new Map<string, (user: User) => boolean>([
    ...fillerKeys.map((key): [string, (user: User) => boolean] => [key, () => true]),
    ['on', () => true],
    ['conditions', createConditions()],
    ['split', (user) => hash(splitSalt, user.key) < 0x80000000],
  ]);
  const evaluate =
    (flagKey: string): Evaluate =>
    (index) => {
      const user = users[index];
      return user !== undefined && closures.get(flagKey)?.(user) === true;
    };
  return {
    isAsync: false,
    evaluate: { on: evaluate('on'), conditions: evaluate('conditions'), split: evaluate('split') },
  };
}

function createConditions(): (user: User) => boolean {
  const plans = new Set<string>(asked.plans);
  const countries = new Set<string>(asked.countries);
  const [major = 0, minor = 0, patch = 0] = asked.versionAtLeast.split('.').map(Number);
  return ({ email, plan, country, version, age }) => {
    if (!email.endsWith(asked.emailEndsWith) || !plans.has(plan) || !countries.has(country)) return false;
    const first = version.indexOf('.');
    const second = version.indexOf('.', first + 1);
    const order =
      Number(version.slice(0, first)) - major ||
      Number(version.slice(first + 1, second)) - minor ||
      Number(version.slice(second + 1)) - patch;
    return order >= 0 && age >= asked.ageAtLeast;
  };
}

/** FNV-1a over both texts, with a final mix, as an unsigned 32-bit integer. */
function hash(salt: string, key: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < salt.length; index++)
    state = Math.imul(state ^ salt.charCodeAt(index), 0x01000193);
  for (let index = 0; index < key.length; index++)
    state = Math.imul(state ^ key.charCodeAt(index), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  return (state ^ (state >>> 13)) >>> 0;
}
