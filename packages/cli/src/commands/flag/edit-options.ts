import type { Command } from 'commander';
import type { ConfigEdits } from '../../config/edit.ts';
import { UsageError } from '../../failure.ts';
import { collect, collectList } from '../../options.ts';
import { parseRule, parseSegmentRule, type RuleDraft, splitPair } from '../../text/rule-text.ts';
import { parsePercentage, parseServe, type ServeDraft } from '../../text/serve-text.ts';
import { parseInstant } from '../../text/time.ts';

export interface EditOptions {
  on?: boolean;
  off?: boolean;
  segment?: RuleDraft[];
  rule?: RuleDraft[];
  removeRule?: string[];
  clearRules?: boolean;
  target?: { key: string; variant: string }[];
  untarget?: string[];
  percentage?: { weight: number; variant: string | undefined };
  by?: string;
  default?: ServeDraft;
  offVariant?: string;
  safeVariant?: string;
  require?: { flag: string; variants: string[] }[];
  unrequire?: string[];
  scheduleOn?: number[];
  scheduleOff?: number[];
  clearSchedule?: boolean;
}

export function addEditOptions(command: Command): Command {
  return command
    .option('--on', 'also switch it on')
    .option('--off', 'also switch it off')
    .option('--segment <segment=variant>', 'a rule for a segment; may be repeated', collect(parseSegmentRule))
    .option(
      '--rule <text>',
      "'CONDITIONS => VARIANT'; may be repeated; the same conditions replace a rule",
      collect(parseRule),
    )
    .option('--remove-rule <ids>', 'separated by commas', collectList)
    .option('--clear-rules', 'remove all rules first')
    .option('--target <key=variant>', 'one user by targeting key; may be repeated', collect(parseTarget))
    .option('--untarget <keys>', 'separated by commas', collectList)
    .option(
      '--percentage <number>',
      'everyone else: this share gets the on variant, or N=VARIANT',
      parsePercentage,
    )
    .option('--by <attribute>', 'what splits are by; default targetingKey')
    .option('--default <variant>', "everyone else: a variant, or '50% blue, 50% green'", parseServe)
    .option('--off-variant <variant>', 'served while it is off')
    .option('--safe-variant <variant>', 'served while it is killed; "none" for the off variant')
    .option(
      '--require <flag=variants>',
      'only where another flag serves one of these; may be repeated',
      collect(parseRequirement),
    )
    .option('--unrequire <flags>', 'separated by commas', collectList)
    .option('--schedule-on <instant>', 'switch on then; may be repeated', collect(parseInstant))
    .option('--schedule-off <instant>', 'switch off then; may be repeated', collect(parseInstant))
    .option('--clear-schedule', 'remove all schedule entries first');
}

const names = [
  ...[
    'on',
    'off',
    'segment',
    'rule',
    'removeRule',
    'clearRules',
    'target',
    'untarget',
    'percentage',
    'by',
    'default',
  ],
  ...['offVariant', 'safeVariant', 'require', 'unrequire', 'scheduleOn', 'scheduleOff', 'clearSchedule'],
];

export function hasEdits(options: EditOptions): boolean {
  return Object.entries(options).some(([name, value]) => names.includes(name) && value !== undefined);
}

/** Throws UsageError for options that contradict each other and for instants in the past. */
export function editsOf(options: EditOptions, now: number): ConfigEdits {
  requireNoContradiction(options);
  return {
    ...(options.on || options.off ? { enabled: options.on === true } : {}),
    ...(options.offVariant === undefined ? {} : { offVariant: options.offVariant }),
    ...(options.safeVariant === undefined
      ? {}
      : { safeVariant: options.safeVariant === 'none' ? null : options.safeVariant }),
    ...(options.default === undefined ? {} : { fallthrough: options.default }),
    ...(options.percentage === undefined ? {} : { percentage: options.percentage }),
    ...(options.by === undefined ? {} : { unit: options.by }),
    clearRules: options.clearRules === true,
    removedRules: options.removeRule ?? [],
    rules: [...(options.segment ?? []), ...(options.rule ?? [])],
    targets: options.target ?? [],
    untargeted: options.untarget ?? [],
    prerequisites: options.require ?? [],
    unrequired: options.unrequire ?? [],
    clearSchedule: options.clearSchedule === true,
    schedule: [...entries(options.scheduleOn, true, now), ...entries(options.scheduleOff, false, now)],
  };
}

function requireNoContradiction({ on, off, percentage, default: fallthrough }: EditOptions): void {
  if (on && off) throw new UsageError('--on and --off exclude each other.', 'Give one of them.');
  if (percentage && fallthrough)
    throw new UsageError('--percentage and --default both say what everyone else gets.', 'Give one of them.');
}

function entries(instants: readonly number[] = [], enabled: boolean, now: number): ConfigEdits['schedule'] {
  const past = instants.find((at) => at <= now);
  if (past !== undefined)
    throw new UsageError(
      `${new Date(past).toISOString()} is in the past.`,
      `To switch it ${enabled ? 'on' : 'off'} now: --${enabled ? 'on' : 'off'}.`,
    );
  return instants.map((at) => ({ at, enabled }));
}

function parseTarget(text: string): { key: string; variant: string } {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new UsageError(`Cannot read the target "${text}".`, 'Write KEY=VARIANT, such as u42=on.');
  return { key: text.slice(0, at), variant: text.slice(at + 1) };
}

function parseRequirement(text: string): { flag: string; variants: string[] } {
  const [flag, variants] = splitPair(text, 'FLAG=VARIANT, such as new-cart=on');
  return { flag, variants: collectList(variants) };
}
