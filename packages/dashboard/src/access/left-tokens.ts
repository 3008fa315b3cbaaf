import { notifications } from '@mantine/notifications';
import type { LeftTokens } from '@slipway/api';

/** What becomes of the tokens and invitations that somebody made who has left; null where there were none. */
export function leftTokensWords({ revoked, kept, withdrawnInvitations }: LeftTokens): string | null {
  const parts = [
    revoked.length > 0 ? `Revoked: ${revoked.map(({ name }) => name).join(', ')}.` : '',
    kept.length > 0 ? `Still in use, to be replaced: ${kept.map(({ name }) => name).join(', ')}.` : '',
    withdrawnInvitations.length > 0
      ? `Invitations withdrawn: ${withdrawnInvitations.map(({ email }) => email).join(', ')}.`
      : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : null;
}

/** Stays until it is closed: somebody has to act on it. */
export function tellLeftTokens(person: string, left: LeftTokens): void {
  const message = leftTokensWords(left);
  if (message !== null)
    notifications.show({ color: 'orange', title: `What ${person} made`, message, autoClose: false });
}
