import { blueprint } from './register.ts';

const branch = 'feature/new-checkout';

/** The environment of the demo: a feature over both services, before it is merged. */
export const branchEnvironment = {
  key: 'new-checkout',
  name: 'New checkout',
  kind: 'on-demand' as const,
  base: 'staging',
  run: { blueprint, services: { web: { branch }, api: { branch } }, seed: 'demo' },
  reason: 'To be looked at before it is merged.',
};
