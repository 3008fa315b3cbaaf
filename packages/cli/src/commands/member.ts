import { type Client, listMembers, listPeople, type Member, putMember, removeMember } from '@slipway/api';
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import { inProject, withExamples, withReason } from '../options.ts';
import { everyPage } from '../pages.ts';
import { type RightsOptions, rightsCells, rightsIn, withRights } from '../rights.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { leftTokensText } from '../text/left-tokens-text.ts';
import { table } from '../text/table.ts';

interface SetOptions extends SessionOptions, RightsOptions {
  reason?: string;
}

export function addMemberCommands(program: Command, shell: Shell): void {
  const member = program.command('member').description('who belongs to a project, and what they may');
  withExamples(member, {
    'slipway member list': 'roles and single permissions',
    'slipway member set ada@example.com --role releaser': 'in place of what she might before',
  });
  addList(member, shell);
  addSet(member, shell);
  addRemove(member, shell);
}

function addList(member: Command, shell: Shell): void {
  const command = inProject(member.command('list').description('list members, roles and single permissions'));
  withExamples(command, { 'slipway member list': 'who may what in the project' });
  command.action(async (options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const page = await membersOf(client, await project());
    output.show(page, () => memberTable(page.items));
  });
}

function addSet(member: Command, shell: Shell): void {
  const command = inProject(
    member
      .command('set <person>')
      .description('set what a person may: in place of what they might before; id or e-mail'),
  );
  withRights(command);
  withReason(command);
  withExamples(command, {
    'slipway member set grace@example.com --role releaser': 'may approve, restore and release',
    'slipway member set 12 --role viewer --grant flag:kill@production':
      'sees everything, and may kill in production',
    'slipway member set client@example.com --role stakeholder -e demo,preview': 'sees two environments only',
  });
  command.action(async (given: string, options: SetOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const key = await project();
    const { person, etag } = await find(client, key, given);
    const body = { ...rightsIn(options), ...reasonIn(options) };
    const set = await client.call(putMember, { params: { project: key, person }, body, ifMatch: etag });
    output.show(set, () => memberTable([set]));
  });
}

function addRemove(member: Command, shell: Shell): void {
  const command = inProject(
    member.command('remove <person>').description('remove a member; open streams are cut; id or e-mail'),
  );
  withReason(command);
  withExamples(command, {
    'slipway member remove grace@example.com --reason "left the team"':
      'from the next request on they see nothing of the project',
  });
  command.action(async (given: string, options: SessionOptions & { reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const key = await project();
    const { person } = await find(client, key, given);
    const left = await client.call(removeMember, {
      params: { project: key, person },
      query: reasonIn(options),
    });
    output.show({ removed: person, tokens: left }, () => `Removed ${given} from project ${key}.`);
    if (!output.isJson) for (const line of leftTokensText(left)) output.note(line);
  });
}

async function membersOf(client: Client, project: string): Promise<{ items: Member[]; next: null }> {
  return everyPage((query) => client.call(listMembers, { params: { project }, query }));
}

/** The ETag of somebody who is no member yet. */
const NO_MEMBER = '"r0"';

async function find(
  client: Client,
  project: string,
  given: string,
): Promise<{ person: string; etag: string }> {
  const isMeant = ({ id, email }: { id: string; email: string }): boolean =>
    id === given || email.toLowerCase() === given.toLowerCase();
  const { items } = await membersOf(client, project);
  const member = items.find(({ person }) => isMeant(person));
  if (member) return { person: member.person.id, etag: member.etag };
  if (/^\d+$/.test(given)) return { person: given, etag: NO_MEMBER };
  // Only an owner may see people of other projects.
  const people = await everyPage((query) => client.call(listPeople, { query })).catch(() => undefined);
  const person = people?.items.find(isMeant);
  if (person) return { person: person.id, etag: NO_MEMBER };
  throw new Failure(
    `Project ${project} has no member ${given}.`,
    `Invite them: slipway invitation create ${given} --role viewer`,
  );
}

function memberTable(members: readonly Member[]): string {
  if (members.length === 0) return 'The project has no members.';
  return table(
    ['ID', 'E-MAIL', 'NAME', 'ROLE', 'ALSO', 'SEES'],
    members.map(({ person, ...rights }) => [person.id, person.email, person.name, ...rightsCells(rights)]),
  );
}
