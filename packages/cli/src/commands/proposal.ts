import {
  approveProposal,
  getProposal,
  listProposals,
  type Proposal,
  proposalStates,
  rejectProposal,
  withdrawProposal,
} from '@slipway/api';
import type { Command } from 'commander';
import { inProject, oneOf, parseCount, withExamples, withReason } from '../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { countOf, describeProposal, proposalTable, proposalText } from '../text/proposal-text.ts';

interface ListOptions extends SessionOptions {
  state?: Proposal['state'];
  limit?: number;
  cursor?: string;
}

interface EndOptions extends SessionOptions {
  reason?: string;
}

export function addProposalCommands(program: Command, shell: Shell): void {
  const proposal = program
    .command('proposal')
    .description('proposals: changes to protected environments that wait for approval');
  withExamples(proposal, {
    'slipway proposal show 12': 'what it would change, where and by whom',
    'slipway proposal approve 12': 'exactly what one has seen',
  });
  addList(proposal, shell);
  addShow(proposal, shell);
  addApprove(proposal, shell);
  for (const verb of endings) addEnding(proposal, shell, verb);
}

function addList(proposal: Command, shell: Shell): void {
  const command = inProject(proposal.command('list').description('list proposals, newest first'))
    .option('--state <state>', `${proposalStates.join(', ')}; default open`, oneOf(proposalStates))
    .option('--limit <number>', 'how many, 1 to 200; default 20', parseCount)
    .option('--cursor <cursor>', 'go on after the page before');
  withExamples(command, {
    'slipway proposal list': 'what waits for an approval',
    'slipway proposal list --state stale': 'what no longer fits what holds now',
  });
  command.action(async ({ state = 'open', limit = 20, cursor, ...options }: ListOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const query = { state, limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await client.call(listProposals, { params: { project: await project() }, query });
    output.show(page, () => proposalTable(page.items));
    if (page.next !== null && !output.isJson)
      output.note(`Older ones: the same command with --cursor ${page.next}`);
  });
}

function addShow(proposal: Command, shell: Shell): void {
  const command = inProject(
    proposal.command('show <id>').description('show a proposal and what it would change'),
  );
  withExamples(command, { 'slipway proposal show 12': 'every difference, where and by whom' });
  command.action(async (id: string, options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const found = await client.call(getProposal, { params: { project: await project(), proposal: id } });
    output.show(found, () => proposalText(found));
  });
}

function addApprove(proposal: Command, shell: Shell): void {
  const command = inProject(
    proposal
      .command('approve <id>')
      .description('approve somebody else’s proposal; the last approval makes it'),
  ).option('--hash <hash>', 'only if it still has this hash; for scripts that have looked at it');
  withReason(command);
  withExamples(command, {
    'slipway proposal approve 12': 'shows what it approves',
    'slipway proposal approve 12 --reason "seen in staging"': 'and says why',
  });
  command.action(async (id: string, options: EndOptions & { hash?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), proposal: id };
    // What a proposal says never changes, so its number names what one has seen as well as its hash does.
    const { hash } = await client.call(getProposal, { params });
    const body = { hash: options.hash ?? hash, ...reasonIn(options) };
    const approved = await client.call(approveProposal, { params, body });
    output.show(approved, () => `${proposalText(approved)}\n\n${approvedSentence(approved)}`);
  });
}

function approvedSentence(proposal: Proposal): string {
  const { id, state, required } = proposal;
  if (state === 'applied') return `Approved and made: ${describeProposal(proposal)}.`;
  return `Approved ${id}. It waits for ${required - countOf(proposal)} more.`;
}

interface Verb {
  name: string;
  description: string;
  endpoint: typeof rejectProposal | typeof withdrawProposal;
  example: string;
  meaning: string;
  done: string;
}

const endings: readonly Verb[] = [
  {
    name: 'reject',
    description: 'reject a proposal',
    endpoint: rejectProposal,
    example: '12 --reason "not before the holidays"',
    meaning: 'its author reads why',
    done: 'Rejected',
  },
  {
    name: 'withdraw',
    description: 'withdraw one’s own proposal',
    endpoint: withdrawProposal,
    example: '12',
    meaning: 'nobody can approve it any more',
    done: 'Withdrawn',
  },
];

function addEnding(
  proposal: Command,
  shell: Shell,
  { name, description, endpoint, example, meaning, done }: Verb,
): void {
  const command = withReason(inProject(proposal.command(`${name} <id>`).description(description)));
  withExamples(command, { [`slipway proposal ${name} ${example}`]: meaning });
  command.action(async (id: string, options: EndOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), proposal: id };
    const ended = await client.call(endpoint, { params, body: reasonIn(options) });
    output.show(ended, () => `${done}: proposal ${id}, ${describeProposal(ended)}.`);
  });
}
