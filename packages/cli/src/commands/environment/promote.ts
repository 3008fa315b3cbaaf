import { type Promotion, previewPromotion, promote } from '@slipway/api';
import type { Command } from 'commander';
import { isConfirmed } from '../../confirmation.ts';
import { collectList, inProject, proposable, tagOf, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type Session, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { differencesBetween, differenceText } from '../../text/json-differences.ts';
import { pairs } from '../../text/table.ts';

interface PromoteOptions extends SessionOptions {
  to: string;
  flag?: string[];
  segment?: string[];
  yes?: boolean;
  reason?: string;
}

export function addPromoteCommand(environment: Command, shell: Shell): void {
  const command = inProject(
    environment
      .command('promote <from>')
      .description('write flags and segments as they are in one environment to another, all or nothing'),
  )
    .requiredOption('--to <environment>', 'where to')
    .option('--flag <keys>', 'these flags only; may be given several times', collectList)
    .option('--segment <keys>', 'these segments only; may be given several times', collectList)
    .option('--yes', 'do not ask');
  withReason(proposable(command));
  withExamples(command, {
    'slipway environment promote staging --to production':
      'shows what every override of staging would change in production, and asks',
    'slipway environment promote staging --to production --flag new-checkout --yes --reason "tested"':
      'one flag, at once; a kill is neither promoted nor lifted',
  });
  command.action((from: string, options: PromoteOptions) => promoteFrom(shell, from, options));
}

async function promoteFrom(shell: Shell, from: string, options: PromoteOptions): Promise<void> {
  const session = await openSession(shell, options);
  const { client, output } = session;
  const params = { project: await session.project(), environment: from };
  const preview = await client.request(previewPromotion, { params, query: queryOf(options) });
  if (preview.body.items.length === 0) return output.show(preview.body, () => nothingText(preview.body));
  if (!output.isJson) output.note(differencesText(preview.body));
  if (!(await isWanted(shell, options, preview.body))) return output.note('Nothing was written.');
  await write(session, params, options, tagOf(preview));
}

async function write(
  { client, output }: Session,
  params: { project: string; environment: string },
  options: PromoteOptions,
  ifMatch: string,
): Promise<void> {
  const { to, flag: flags, segment: segments } = options;
  const named = { ...(flags ? { flags } : {}), ...(segments ? { segments } : {}) };
  const body = { to, ...named, ...reasonIn(options) };
  const promoted = await client.call(promote, { params, body, ifMatch });
  output.show(promoted, () => `Promoted ${countOf(promoted)} from ${promoted.from} to ${promoted.to}.`);
}

/** What is proposed is decided on by somebody else. */
async function isWanted(shell: Shell, options: PromoteOptions, promotion: Promotion): Promise<boolean> {
  if (options.yes || options.propose) return true;
  return isConfirmed(shell, `Write ${countOf(promotion)} to ${promotion.to}?`);
}

function queryOf({ to, flag, segment }: PromoteOptions) {
  return {
    to,
    ...(flag ? { flags: flag.join() } : {}),
    ...(segment ? { segments: segment.join() } : {}),
  };
}

function nothingText({ from, to }: Promotion): string {
  return `Nothing to promote: what ${from} says itself holds in ${to} already. Name inherited flags with --flag.`;
}

/** What would change, on one block per flag or segment. */
function differencesText({ to, items }: Promotion): string {
  return items
    .map(({ kind, key, before, after }) => {
      const lines = differencesBetween(before, after).map(differenceText);
      return `${kind} ${key} in ${to}:\n${pairs(lines, '  ')}`;
    })
    .join('\n\n');
}

function countOf({ items }: Promotion): string {
  const flags = items.filter(({ kind }) => kind === 'flag').length;
  return [counted(flags, 'flag'), counted(items.length - flags, 'segment')].filter(Boolean).join(' and ');
}

function counted(count: number, word: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
