import { type Client, OpenFeature } from '@openfeature/server-sdk';
import { evaluationContext, type Person } from './person.ts';

/** Every flag that this service reads; each is off where nobody can be asked. */
export interface Flags {
  hasRecommendations(person: Person): Promise<boolean>;
  hasNewCheckout(person: Person): Promise<boolean>;
  /** Says how an attempt to enrol went, so that variants can be compared. */
  reportEnrolment(person: Person, isRefused: boolean): void;
}

export function createFlags(client: Client = OpenFeature.getClient()): Flags {
  return {
    hasRecommendations: (person) =>
      client.getBooleanValue('course-recommendations', false, evaluationContext(person)),
    hasNewCheckout: (person) => client.getBooleanValue('new-checkout', false, evaluationContext(person)),
    reportEnrolment: (person, isRefused) =>
      client.track('enrolment-refused', evaluationContext(person), { bad: isRefused }),
  };
}
