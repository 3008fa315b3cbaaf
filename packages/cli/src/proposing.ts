import type { Client, Proposal } from '@slipway/api';

/** The change was proposed instead of made: the command has nothing more to do or to show. */
export class Proposed extends Error {
  readonly proposal: Proposal;

  constructor(proposal: Proposal) {
    super(`Proposed ${proposal.id}.`);
    this.name = 'Proposed';
    this.proposal = proposal;
  }
}

/** A client that reads as ever and proposes the first change that it is asked for: it throws `Proposed`. */
export function proposing(client: Client): Client {
  const propose: Client['propose'] = async (endpoint, input) => {
    throw new Proposed(await client.propose(endpoint, input));
  };
  return {
    ...client,
    call: async (endpoint, input) => {
      if (endpoint.proposable) await propose(endpoint, input);
      return client.call(endpoint, input);
    },
    request: async (endpoint, input) => {
      if (endpoint.proposable) await propose(endpoint, input);
      return client.request(endpoint, input);
    },
  };
}
