import type { Message } from '../platform/mail/index.ts';

/** What people get by mail. The secret is in the fragment, which no browser sends and no server logs. */
export function invitationLetter(to: string, project: string, link: string): Message {
  return {
    to,
    subject: `You are invited to the project ${project} on Slipway`,
    text: lines(
      `Somebody has invited you to the project ${project} on Slipway.`,
      `Open this within 7 days to accept:`,
      link,
      'The link works once and is for you alone. If you do not know what this is about, do nothing.',
    ),
  };
}

export function resetLetter(to: string, link: string): Message {
  return {
    to,
    subject: 'A new password for Slipway',
    text: lines(
      'Somebody, probably you, has asked for a new password for your account on Slipway.',
      'Open this within an hour to set one:',
      link,
      'The link works once. If it was not you, do nothing: your password stays as it is.',
    ),
  };
}

export function invitationLink(baseUrl: string, token: string): string {
  return `${baseUrl}/invitation#${token}`;
}

export function resetLink(baseUrl: string, token: string): string {
  return `${baseUrl}/password-reset#${token}`;
}

function lines(...paragraphs: string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}
