import type { Permission } from '@slipway/api';
import type { StepId } from './first-steps.ts';

interface StepWords {
  title: string;
  means: string;
  /** The button; null = there is code to run instead. */
  action: { verb: string; permission: Permission } | null;
  /** What leads to the command. */
  lead: string;
  command: string;
}

export const stepWords: Readonly<Record<StepId, StepWords>> = {
  environment: {
    title: 'Create an environment',
    means: 'A place where your services run and flags have a state. Production is a good first one.',
    action: { verb: 'Create environment', permission: 'environment:write' },
    lead: 'or',
    command: 'slipway environment create production',
  },
  flag: {
    title: 'Create a flag',
    means: 'It decides in your code who gets what, and starts switched off.',
    action: { verb: 'Create flag', permission: 'flag:write' },
    lead: 'or',
    command: 'slipway flag create new-checkout',
  },
  token: {
    title: 'Make a token for your service',
    means: 'With it the SDK reads the flags of one environment. It is shown once.',
    action: { verb: 'Make token', permission: 'token:write' },
    lead: 'or',
    command: 'slipway token create web --scope server -e production',
  },
  evaluation: {
    title: 'Evaluate it',
    means: 'Run this with SLIPWAY_TOKEN set. It ticks itself once the first evaluation has been reported.',
    action: null,
    lead: 'watch it arrive with',
    command: 'slipway watch',
  },
  person: {
    title: 'Invite somebody',
    means: 'Colleagues see the same state, propose, approve and kill, each by their role.',
    action: { verb: 'Invite', permission: 'member:write' },
    lead: 'or',
    command: 'slipway invitation create grace@example.com --role developer',
  },
};
