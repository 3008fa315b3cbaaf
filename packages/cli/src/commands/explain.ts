import { explainFlag } from '@slipway/api';
import type { Command } from 'commander';
import { parseContextText, readContext } from '../context-input.ts';
import { collect, inEnvironment, withExamples } from '../options.ts';
import { openSession, type SessionOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { explanationText } from '../text/explanation.ts';
import { splitPair } from '../text/rule-text.ts';
import { parseInstant } from '../text/time.ts';

const nested = `slipway explain new-checkout -e production --context '{"targetingKey":"u1","address":{"country":"DE"}}'`;

interface ExplainOptions extends SessionOptions {
  environment: string;
  context?: Record<string, unknown>;
  contextFile?: string;
  key?: string;
  attribute?: [string, string][];
  at?: number;
}

export function addExplainCommand(program: Command, shell: Shell): void {
  const command = inEnvironment(
    program
      .command('explain <flag>')
      .description('show what a context gets from a flag, and every step that led there'),
  )
    .option('--key <key>', 'the targeting key')
    .option(
      '--attribute <name=value>',
      'true, false and numbers by their looks; may be repeated',
      collect(parseAttribute),
    )
    .option('--context <json>', 'the whole context', parseContextText)
    .option('--context-file <file>', 'the whole context from a file; - is standard input')
    .option(
      '--at <instant>',
      'as of then: in the past by what held, in the future by what is planned',
      parseInstant,
    );
  withExamples(command, {
    'slipway explain new-checkout -e production --key u1 --attribute plan=pro': 'for user u1 on the plan pro',
    [nested]: 'with nested attributes',
    'slipway explain new-checkout -e production --key u1 --at 2026-11-17T14:00:00+01:00':
      'what that user got on Tuesday at 14:00; rulesets are kept for 400 days',
    'slipway explain new-checkout -e production --key u1 --at 2026-12-01T09:00:00+01:00':
      'what the schedule will do',
  });
  command.action(async (flag: string, options: ExplainOptions) => {
    const context = await readContext(shell, options);
    const { client, output, project } = await openSession(shell, options);
    const params = { project: await project(), environment: options.environment };
    const at = options.at === undefined ? {} : { at: new Date(options.at).toISOString() };
    const explanation = await client.call(explainFlag, { params, body: { flag, context, ...at } });
    const shown = { explanation, context, isDated: options.at !== undefined };
    output.show(explanation, () => explanationText(shown, output.paint));
  });
}

const parseAttribute = (text: string): [string, string] => splitPair(text, 'NAME=VALUE, such as plan=pro');
