import type { EvaluationContext } from '@openfeature/server-sdk';
import { Problem } from './problem.ts';

export const plans = ['free', 'pro', 'team'] as const;
export type Plan = (typeof plans)[number];

/** Whom a request is for. `web` vouches for it in the `x-academy-user` header; this service is not public. */
export interface Person {
  id: string;
  email: string | null;
  name: string | null;
  plan: Plan;
  country: string | null;
  signedIn: boolean;
}

export interface SignedInPerson extends Person {
  email: string;
}

const stranger: Person = {
  id: 'anonymous',
  email: null,
  name: null,
  plan: 'free',
  country: null,
  signedIn: false,
};

export function readPerson(header: string | string[] | undefined): Person {
  if (typeof header !== 'string') return stranger;
  const given = parse(header);
  const id = text(given.id);
  if (id === null) throw new Problem('invalid-request', 'The x-academy-user header needs an "id".');
  const email = text(given.email);
  return {
    id,
    email,
    name: text(given.name),
    plan: plans.find((plan) => plan === given.plan) ?? 'free',
    country: text(given.country),
    signedIn: email !== null,
  };
}

export function requireSignedIn(person: Person): SignedInPerson {
  if (person.email === null) throw new Problem('sign-in-needed', 'Sign in to enrol and to see your courses.');
  return { ...person, email: person.email };
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

function parse(header: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(decodeURIComponent(header));
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Reported below together with JSON that is no object.
  }
  throw new Problem('invalid-request', 'The x-academy-user header must be URL-encoded JSON.');
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
