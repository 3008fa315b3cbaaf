import type { EvaluationContext } from '@openfeature/server-sdk';

export type Plan = 'free' | 'pro' | 'team';

export interface Person {
  id: string;
  email: string | null;
  name: string | null;
  plan: Plan;
  country: string | null;
  signedIn: boolean;
}

export function stranger(id: string): Person {
  return { id, email: null, name: null, plan: 'free', country: null, signedIn: false };
}

/** `null` when the value is no person: an id is needed, all else has a default. */
export function toPerson(value: unknown): Person | null {
  if (typeof value !== 'object' || value === null) return null;
  const given: Record<string, unknown> = { ...value };
  const id = text(given.id);
  if (id === null) return null;
  const email = text(given.email);
  const plan = given.plan === 'pro' || given.plan === 'team' ? given.plan : 'free';
  return { id, email, name: text(given.name), plan, country: text(given.country), signedIn: email !== null };
}

export function evaluationContext(person: Person): EvaluationContext {
  return {
    targetingKey: person.id,
    plan: person.plan,
    signedIn: person.signedIn,
    ...(person.email !== null && { email: person.email }),
    ...(person.country !== null && { country: person.country }),
  };
}

/** The form in which a person travels in a header. */
export function encodePerson(person: Person): string {
  return encodeURIComponent(JSON.stringify(person));
}

export function decodePerson(text: string): Person | null {
  try {
    return toPerson(JSON.parse(decodeURIComponent(text)));
  } catch {
    return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
