import { type Client, OpenFeature } from '@openfeature/server-sdk';
import { evaluationContext, type Person } from './person.ts';
import { type Ranking, rankings } from './ranking.ts';

/** Every flag that this service reads, with the answer that holds when nobody can be asked. */
export interface Flags {
  hasNewCheckout(person: Person): Promise<boolean>;
  searchRanking(person: Person): Promise<Ranking>;
  enrolmentLimit(person: Person): Promise<number>;
}

export function createFlags(client: Client = OpenFeature.getClient()): Flags {
  return {
    hasNewCheckout: (person) => client.getBooleanValue('new-checkout', false, evaluationContext(person)),
    async searchRanking(person) {
      const value = await client.getStringValue('search-ranking', 'relevance', evaluationContext(person));
      return rankings.find((ranking) => ranking === value) ?? 'relevance';
    },
    async enrolmentLimit(person) {
      const value = await client.getNumberValue('enrolment-limit', 3, evaluationContext(person));
      return Math.max(0, Math.floor(value));
    },
  };
}
