import type { Change } from '@slipway/api';
import { utcText } from './time.ts';

/** How an action reads after a name; an action that is not here is written as it is. */
const verbs: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  archive: 'archived',
  unarchive: 'unarchived',
  put: 'set',
  drop: 'dropped the override of',
  switch: 'switched',
  kill: 'killed',
  restore: 'restored',
  promote: 'promoted',
  revoke: 'revoked',
  revert: 'reverted',
  pass: 'reached the schedule of',
  protect: 'protected',
  unprotect: 'stopped protecting',
  'break-glass': 'lowered alone the protection of',
  'set-up': 'set up the installation with',
  link: 'tied to the sign-in provider',
  'change-password': 'changed the password of',
  'reset-password': 'reset the password of',
  erase: 'erased',
  remove: 'removed',
  accept: 'accepted',
  propose: 'made',
  approve: 'approved',
  reject: 'rejected',
  withdraw: 'withdrew',
  outdate: 'made stale',
  close: 'closed',
  set: 'set',
  'set-credential': 'set the credential of',
};

const subjects: Readonly<Record<Change['subject'], string>> = {
  project: 'project',
  environment: 'environment',
  flag: 'flag',
  'flag-config': 'flag',
  segment: 'segment',
  'segment-override': 'segment',
  token: 'token',
  member: 'member',
  invitation: 'invitation',
  person: 'person',
  proposal: 'proposal',
  review: 'review',
  service: 'service',
  blueprint: 'blueprint',
  variable: 'variable',
};

/** `killed flag new-checkout in production`. */
export function describeChange(change: Change): string {
  const { action, subject, key, environment } = change;
  const verb = action === 'switch' ? `switched ${enabledWord(change.after)}` : (verbs[action] ?? action);
  const place =
    environment === null || (subject === 'environment' && environment === key) ? '' : ` in ${environment}`;
  const undone = change.revertOf === null ? '' : ` (reverting ${change.revertOf})`;
  return `${verb} ${subjects[subject]} ${key}${place}${undone}`;
}

/** `production@413, staging@78`. */
export function effectsText({ effects }: Change): string {
  return effects.map(({ environment, version }) => `${environment}@${version}`).join(', ') || '–';
}

/** One line of the live tail. */
export function changeLine(change: Change): string {
  const reason = change.reason === null ? '' : ` — ${change.reason}`;
  const effects = change.effects.length === 0 ? '' : `  [${effectsText(change)}]`;
  return `${utcText(change.at)}  ${change.actor.name} ${describeChange(change)}${reason}${effects}`;
}

function enabledWord(after: Change['after']): string {
  const config = fieldOf(after, 'config');
  const enabled = fieldOf(config, 'enabled');
  if (typeof enabled !== 'boolean') return '';
  return enabled ? 'on' : 'off';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
