import { dropFlagOverride, type FlagState, getFlagState, switchFlag } from '@slipway/api';
import type { Command } from 'commander';
import { remarksOn } from '../../config/checks.ts';
import { describeAudience, originWords, stateWord } from '../../config/describe.ts';
import { UsageError } from '../../failure.ts';
import { inEnvironment, proposable, tagOf, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { noteNewOverride } from './new-override.ts';

interface SwitchOptions extends SessionOptions {
  environment: string;
  keepSchedule?: boolean;
  discardSchedule?: boolean;
  reason?: string;
}

export function addFlagSwitchCommands(flag: Command, shell: Shell): void {
  addSwitch(flag, shell, true);
  addSwitch(flag, shell, false);
  addDropOverride(flag, shell);
}

function addSwitch(flag: Command, shell: Shell, enabled: boolean): void {
  const word = enabled ? 'on' : 'off';
  const command = inEnvironment(
    flag.command(`${word} <flag>`).description(`switch a flag ${word} in one environment`),
  )
    .option('--keep-schedule', 'keep its future schedule entries')
    .option('--discard-schedule', 'discard its future schedule entries');
  withReason(proposable(command));
  withExamples(command, {
    [`slipway flag ${word} new-checkout -e production`]: enabled
      ? 'says who gets what from now on'
      : 'everyone gets the off variant',
    [`slipway flag ${word} new-checkout -e staging --discard-schedule`]:
      'and what was scheduled there will not happen',
  });
  command.action((key: string, options: SwitchOptions) => switchTo(shell, key, enabled, options));
}

async function switchTo(shell: Shell, key: string, enabled: boolean, options: SwitchOptions): Promise<void> {
  const schedule = scheduleChoice(options);
  const session = await openSession(shell, options);
  const { client, output, project } = session;
  const params = { project: await project(), flag: key, environment: options.environment };
  const present = await client.request(getFlagState, { params });
  const body = { enabled, ...(schedule ? { schedule } : {}), ...reasonIn(options) };
  const state = await client.call(switchFlag, { params, body, ifMatch: tagOf(present) });
  output.show(state, () => stateSentence(state));
  for (const remark of remarksOn(state).filter(() => enabled)) output.note(remark);
  await noteNewOverride(session, params, present.body, state);
}

function scheduleChoice({ keepSchedule, discardSchedule }: SwitchOptions): 'keep' | 'discard' | undefined {
  if (keepSchedule && discardSchedule)
    throw new UsageError('--keep-schedule and --discard-schedule exclude each other.', 'Give one of them.');
  if (keepSchedule) return 'keep';
  return discardSchedule ? 'discard' : undefined;
}

/** `new-checkout is on in production (version 413): everyone → on.` */
export function stateSentence(state: FlagState): string {
  const word = stateWord(state);
  const served = word === 'on' ? describeAudience(state.config) : `everyone → ${offWord(state)}`;
  return `${state.flag} is ${word} in ${state.environment} (version ${state.version}): ${served}.`;
}

function offWord({ killed, config }: FlagState): string {
  return killed ? (config.safeVariant ?? config.offVariant) : config.offVariant;
}

function addDropOverride(flag: Command, shell: Shell): void {
  const command = inEnvironment(
    flag
      .command('drop-override <flag>')
      .description('drop an environment’s own config and inherit again; a kill stays'),
  );
  withReason(proposable(command));
  withExamples(command, { 'slipway flag drop-override new-checkout -e pr-42': 'follows its base again' });
  command.action(async (key: string, options: SwitchOptions) => {
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), flag: key, environment: options.environment };
    const present = await client.request(getFlagState, { params });
    const query = reasonIn(options);
    const state = await client.call(dropFlagOverride, { params, query, ifMatch: tagOf(present) });
    output.show(state, () => `Dropped the override (${originWords(state)}). ${stateSentence(state)}`);
  });
}
