import { type Invitation, invite, listInvitations, withdrawInvitation } from '@slipway/api';
import type { Command } from 'commander';
import { inProject, withExamples, withReason } from '../options.ts';
import { everyPage } from '../pages.ts';
import { type RightsOptions, rightsCells, rightsIn, withRights } from '../rights.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { table } from '../text/table.ts';
import { utcText } from '../text/time.ts';

interface CreateOptions extends SessionOptions, RightsOptions {
  reason?: string;
}

export function addInvitationCommands(program: Command, shell: Shell): void {
  const invitation = program.command('invitation').description('invite people into a project');
  withExamples(invitation, {
    'slipway invitation create grace@example.com --role developer': 'the link is shown once',
    'slipway invitation withdraw 7': 'its link ends',
  });
  addCreate(invitation, shell);
  addList(invitation, shell);
  addWithdraw(invitation, shell);
}

function addCreate(invitation: Command, shell: Shell): void {
  const command = inProject(
    invitation.command('create <email>').description('invite somebody; the link is shown once'),
  );
  withRights(command);
  withReason(command);
  withExamples(command, {
    'slipway invitation create grace@example.com --role developer': 'mailed where mail is configured',
    'slipway invitation create oncall@example.com --role viewer --grant flag:kill@production':
      'sees everything, and may kill in production',
    'slipway invitation create client@example.com --role stakeholder -e demo': 'sees one environment only',
  });
  command.action(async (email: string, options: CreateOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const body = { email, ...rightsIn(options), ...reasonIn(options) };
    const created = await client.call(invite, { params: { project: await project() }, body });
    // Only the link on standard output, so that it can be piped.
    output.show(created, () => created.link);
    if (!output.isJson) output.note(noteOf(created));
  });
}

function noteOf({ email, role, expiresAt, isMailed }: Invitation & { isMailed: boolean }): string {
  const way = isMailed
    ? 'The link was mailed; it is'
    : 'No mail is configured: send the link yourself. It is';
  return `Invited ${email} as ${role}. ${way} good once, until ${utcText(expiresAt)} (UTC).`;
}

function addList(invitation: Command, shell: Shell): void {
  const command = inProject(invitation.command('list').description('list invitations that are open'));
  withExamples(command, { 'slipway invitation list': 'whom, as what, until when; never the links' });
  command.action(async (options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project() };
    const page = await everyPage((query) => client.call(listInvitations, { params, query }));
    output.show(page, () => invitationTable(page.items));
  });
}

function addWithdraw(invitation: Command, shell: Shell): void {
  const command = inProject(
    invitation.command('withdraw <id>').description('withdraw an invitation: its link ends'),
  );
  withReason(command);
  withExamples(command, {
    'slipway invitation withdraw 12 --reason "wrong address"': 'the id comes from slipway invitation list',
  });
  command.action(async (id: string, options: SessionOptions & { reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), invitation: id };
    await client.call(withdrawInvitation, { params, query: reasonIn(options) });
    output.show({ withdrawn: id }, () => `Withdrew invitation ${id}.`);
  });
}

function invitationTable(invitations: readonly Invitation[]): string {
  if (invitations.length === 0) return 'There are no open invitations.';
  return table(
    ['ID', 'E-MAIL', 'ROLE', 'ALSO', 'SEES', 'EXPIRES (UTC)'],
    invitations.map(({ id, email, expiresAt, ...rights }) => [
      id,
      email,
      ...rightsCells(rights),
      utcText(expiresAt),
    ]),
  );
}
