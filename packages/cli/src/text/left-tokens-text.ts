import type { LeftTokens } from '@slipway/api';

/** What became of the tokens and invitations that somebody made who is gone, one sentence a line. */
export function leftTokensText({ revoked, kept, withdrawnInvitations }: LeftTokens): string[] {
  return [
    ...revoked.map((token) => `Revoked ${nameOf(token)}, which they had made and may know.`),
    ...kept.map(
      (token) =>
        `Still works: ${nameOf(token)}, which they had made and may know. Make another and revoke this one.`,
    ),
    ...withdrawnInvitations.map(
      ({ email, role, project, id }) =>
        `Withdrew the invitation (${id}) of ${email} as ${role} of project ${project}, which they had made. Invite again whoever is to come.`,
    ),
  ];
}

function nameOf({ id, name, project, scope, role, environment }: LeftTokens['kept'][number]): string {
  const kind = role === null ? `${scope} token` : `service account (${role})`;
  return `${kind} "${name}" (${id}) of project ${project}${environment === null ? '' : ` in ${environment}`}`;
}
