import type { Explanation } from '@slipway/api';
import type { Paint } from '../output.ts';
import { utcText } from './time.ts';

type Rung = Explanation['rungs'][number];

export interface Shown {
  explanation: Explanation;
  context: Record<string, unknown>;
  /** An instant was asked for. */
  isDated: boolean;
}

/** The answer, then the ladder: ✓ goes on or matches, ✗ stops or does not match, – nothing to look at, · not reached. */
export function explanationText({ explanation, context, isDated }: Shown, paint: Paint): string {
  const { flag, environment, version, at, decision } = explanation;
  const when = isDated ? `, as of ${utcText(at)} UTC` : '';
  const who =
    typeof context.targetingKey === 'string' ? context.targetingKey : 'a context without targetingKey';
  return [
    `${paint.bold(flag)} in ${environment} (version ${version}${when}) for ${who}: ${paint.bold(answerOf(decision))}, ${decision.reason}${errorOf(decision)}`,
    '',
    ...explanation.rungs.flatMap((rung) => rungLines(rung, paint)),
  ].join('\n');
}

function answerOf({ variant, value }: Explanation['decision']): string {
  if (variant === undefined) return 'no value, the code’s default applies';
  return `${variant} = ${JSON.stringify(value)}`;
}

function errorOf({ errorCode }: Explanation['decision']): string {
  return errorCode === undefined ? '' : ` (${errorCode})`;
}

function rungLines(rung: Rung, paint: Paint): string[] {
  if (rung.outcome === 'not-reached') return [paint.dim(`· ${nameOf(rung)}: not reached`)];
  const decided = rung.outcome === 'decided';
  const because = decided ? `${paint.bold(rung.because)} ← decided` : rung.because;
  const conditions = (rung.conditions ?? []).map((condition) => conditionLine(condition, paint));
  const sign = isIdle(rung) ? paint.dim('–') : mark(decided !== gates.includes(rung.kind), paint);
  return [`${sign} ${because}`, ...conditions];
}

/** Passed without holding the context against anything: no targets, or a rule outside its time. */
function isIdle({ kind, outcome, because, conditions }: Rung): boolean {
  if (outcome !== 'passed') return false;
  return kind === 'rule' ? conditions === undefined : because === 'No individual targets.';
}

/** Steps that a context must get past; the others are steps that it may match. */
const gates = ['found', 'killed', 'enabled', 'prerequisite'];

function nameOf({ kind, ruleId, flag }: Rung): string {
  return [kind, ruleId ?? flag].filter((part) => part !== undefined).join(' ');
}

function mark(isGood: boolean, paint: Paint): string {
  return isGood ? paint.good('✓') : paint.bad('✗');
}

function conditionLine(
  { text, holds, actual }: NonNullable<Rung['conditions']>[number],
  paint: Paint,
): string {
  const seen = actual === undefined ? '' : paint.dim(` (is ${JSON.stringify(actual)})`);
  return `    ${mark(holds, paint)} ${text}${seen}`;
}
