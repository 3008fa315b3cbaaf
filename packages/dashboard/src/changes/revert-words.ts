import { type Change, isRevertible } from '@slipway/api';

const instead: Readonly<Record<string, string>> = {
  'flag-config kill': 'A kill is lifted by restoring the flag: only a named person does that.',
  'flag-config restore': 'Kill the flag again.',
  'flag-config pass': 'A date did this: change the schedule, or the rule’s dates.',
  'flag create': 'Archive the flag.',
  'segment create': 'Delete the segment.',
  'segment delete': 'Create the segment again with what stands here as before.',
  'environment create': 'Delete the environment.',
  'environment delete': 'Create the environment again.',
  'environment protect': 'Set the protection again.',
  'environment unprotect': 'Protect the environment again.',
  'environment break-glass': 'Protect the environment again.',
  'token create': 'Revoke the token.',
  'token revoke': 'Make another token.',
  'member create': 'Remove the member.',
  'member update': 'Set the member’s role again.',
  'member remove': 'Invite them again.',
  'invitation create': 'Withdraw the invitation.',
  'invitation withdraw': 'Invite them again.',
  'service create': 'Remove the service.',
  'service delete': 'Register the service again.',
  'service set-credential': 'Set the credential again.',
  'blueprint create': 'Remove the blueprint.',
  'blueprint delete': 'Add the blueprint again with what stands here as before.',
  'project update': 'Name the project again.',
};

const lasting: readonly Change['subject'][] = [
  'proposal',
  'review',
  'person',
  'project',
  'invitation',
  'member',
];

/** What to do where a change cannot be reverted; null where it can. */
export function insteadOfRevert(change: Pick<Change, 'subject' | 'action'>): string | null {
  if (isRevertible(change)) return null;
  const { subject, action } = change;
  const known = instead[`${subject} ${action}`];
  if (known !== undefined) return known;
  return lasting.includes(subject) ? 'This has happened and stays.' : 'Set by hand what you want.';
}

/** The later change that a refusal names. */
export function laterChange(detail: string): string | null {
  return /: change (\d+) \(/.exec(detail)?.[1] ?? null;
}
