import {
  type Change,
  getChange,
  listChanges,
  listInstallationChanges,
  revertChange,
  verifyChanges,
  verifyInstallationChanges,
} from '@slipway/api';
import type { Command } from 'commander';
import { Failure, UsageError } from '../failure.ts';
import { inProject, parseCount, proposable, withExamples, withReason } from '../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { describeChange, effectsText } from '../text/change-text.ts';
import { differencesBetween, differenceText } from '../text/json-differences.ts';
import { pairs, table } from '../text/table.ts';
import { parseInstant, utcText } from '../text/time.ts';

interface ListOptions extends SessionOptions {
  installation?: boolean;
  flag?: string;
  segment?: string;
  environment?: string;
  actor?: string;
  from?: number;
  until?: number;
  limit?: number;
  cursor?: string;
}

export function addChangeCommands(program: Command, shell: Shell): void {
  addList(program, shell);
  const change = program.command('change').description('one change: what it did, and undoing it');
  withExamples(change, {
    'slipway change show 812': 'every difference that it made',
    'slipway change revert 812 --reason "wrong segment"': 'puts back what it replaced',
  });
  addShow(change, shell);
  addRevert(change, shell);
}

function addList(program: Command, shell: Shell): void {
  const changes = program.command('changes').description('list changes, newest first');
  // Both have --json and --project: what comes after "verify" is verify's.
  changes.enablePositionalOptions();
  addVerify(changes, shell);
  const command = inProject(changes)
    .option('--installation', 'those of no project: people, credentials; for owners')
    .option('--flag <flag>', 'of this flag')
    .option('--segment <segment>', 'of this segment')
    .option('-e, --environment <environment>', 'made there or that changed its ruleset')
    .option('--actor <actor>', 'by this id or name')
    .option('--from <instant>', 'not earlier', parseInstant)
    .option('--until <instant>', 'earlier than', parseInstant)
    .option('--limit <number>', 'how many, 1 to 200; default 20', parseCount)
    .option('--cursor <cursor>', 'go on after the page before');
  withExamples(command, {
    'slipway changes': 'the latest twenty',
    'slipway changes --flag new-checkout -e production': 'who did what to it there',
    'slipway changes --installation': 'who was set up, came, changed a password, was erased',
    'slipway changes --from 2026-12-01T00:00:00Z --json':
      'for scripts; next is the cursor of the following page',
  });
  command.action(async (options: ListOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const page = options.installation
      ? await client.call(listInstallationChanges, { query: filterOfInstallation(options) })
      : await client.call(listChanges, { params: { project: await project() }, query: filterOf(options) });
    output.show(page, () => changeTable(page.items));
    if (page.next !== null && !output.isJson)
      output.note(`Older ones: the same command with --cursor ${page.next}`);
  });
}

function addVerify(changes: Command, shell: Shell): void {
  const command = inProject(
    changes
      .command('verify')
      .description('recompute the chain of changes; fails if one was altered or removed'),
  ).option('--installation', 'the chain of what belongs to no project; for owners');
  withExamples(command, {
    'slipway changes verify': 'exit code 1 and the first change that does not fit',
    'slipway changes verify --installation': 'the same for people and credentials',
  });
  command.action(async (options: SessionOptions & { installation?: boolean }) => {
    const { client, output, project } = await openSession(shell, options);
    const result = options.installation
      ? await client.call(verifyInstallationChanges)
      : await client.call(verifyChanges, { params: { project: await project() } });
    const { isIntact, checked, erased, firstBroken } = result;
    if (!isIntact && !output.isJson)
      throw new Failure(
        `The log was altered: change ${firstBroken ?? '1'} is the first that does not fit, after ${checked} that do.`,
        'Compare it with a backup, and find out who can write to the database.',
      );
    output.show(result, () => `All ${checked} changes are as they were written${erasedWords(erased)}.`);
    if (!isIntact) throw new Failure('The log was altered.');
  });
}

function erasedWords(erased: number): string {
  return erased === 0 ? '' : `; of ${erased} the person’s data was erased`;
}

/** Flags, segments and environments are a project's. */
function filterOfInstallation(options: ListOptions) {
  const wrong = (['flag', 'segment', 'environment'] as const).find((name) => options[name] !== undefined);
  if (wrong) throw new UsageError(`--${wrong} belongs to a project: leave it or --installation out.`);
  return filterOf(options);
}

function filterOf({ flag, segment, environment, actor, from, until, limit = 20, cursor }: ListOptions) {
  return {
    limit,
    ...(flag === undefined ? {} : { flag }),
    ...(segment === undefined ? {} : { segment }),
    ...(environment === undefined ? {} : { environment }),
    ...(actor === undefined ? {} : { actor }),
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

function addShow(change: Command, shell: Shell): void {
  const command = inProject(change.command('show <id>').description('show one change with what it replaced'));
  withExamples(command, { 'slipway change show 42': 'who, why, from where, and every difference' });
  command.action(async (id: string, options: SessionOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const found = await client.call(getChange, { params: { project: await project(), change: id } });
    output.show(found, () => changeText(found));
  });
}

function addRevert(change: Command, shell: Shell): void {
  const command = inProject(
    change.command('revert <id>').description('put back what a change replaced; never lifts a kill'),
  );
  withReason(proposable(command));
  withExamples(command, {
    'slipway change revert 42 --reason "wrong segment"': 'refused if later changes touched the same',
  });
  command.action(async (id: string, options: SessionOptions & { reason?: string }) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), change: id };
    const made = await client.call(revertChange, { params, body: reasonIn(options) });
    output.show(
      made,
      () => `Reverted change ${id} by change ${made.id}: ${describeChange(made)} [${effectsText(made)}].`,
    );
  });
}

function changeTable(changes: readonly Change[]): string {
  if (changes.length === 0) return 'There are no such changes.';
  return table(
    ['ID', 'WHEN (UTC)', 'WHO', 'WHAT', 'EFFECT', 'REASON'],
    changes.map((change) => [
      change.id,
      utcText(change.at),
      change.actor.name || '(erased)',
      describeChange(change),
      effectsText(change),
      change.reason ?? '–',
    ]),
  );
}

function actorText({ kind, id, name }: Change['actor']): string {
  return name === '' ? `somebody (${kind}, erased)` : `${name} (${kind} ${id})`;
}

function changeText(change: Change): string {
  const { actor, origin, reason } = change;
  const head = pairs([
    ['change', change.id],
    ['when', `${utcText(change.at)} UTC`],
    ['who', `${actorText(actor)}${origin === null ? '' : ` from ${origin}`}`],
    ...(change.onBehalfOf === null ? [] : [['for', change.onBehalfOf] as const]),
    ['what', describeChange(change)],
    ['effect', effectsText(change)],
    ['reason', reason ?? '–'],
  ]);
  const differences = differencesBetween(change.before, change.after).map(differenceText);
  return differences.length === 0 ? head : `${head}\n\n${pairs(differences)}`;
}
