import { readAttribute } from './attribute.ts';
import { bucketFor } from './bucketing.ts';
import { type CompiledRule, type FlagParts, isEnabledAt } from './compiled-flag.ts';
import { type CompiledCondition, conditionHolds, describeCondition, noMembers } from './conditions.ts';
import type { ConditionTrace, Decision, Explanation, Rung, RungKind } from './decision.ts';
import { type CompiledFlag, isMet, type LinkedPrerequisite } from './ladder.ts';
import { formatInstant } from './rfc3339.ts';
import { targetingKeyOf } from './segments.ts';
import { type CompiledServe, type CompiledSplit, decideBucket, unitFor } from './serve.ts';

/** A step's finding; a decision ends the ladder. */
interface Finding {
  rung: Omit<Rung, 'outcome'>;
  decision: Decision | null;
}

/** A step that looks only when the ladder gets that far. */
interface Step {
  kind: RungKind;
  detail?: { ruleId?: string; flag?: string };
  look: () => Finding;
}

export function explainUnknown(flag: string, decision: Decision): Explanation {
  const because = `There is no flag "${flag}" in this environment.`;
  return { flag, decision, rungs: [{ kind: 'found', outcome: 'decided', because }] };
}

/** Walks the ladder by itself, so that its decision can be held against `evaluate`. */
export function explainFlag(flag: CompiledFlag, context: unknown, now: number): Explanation {
  const { key, parts } = flag;
  const steps = parts === null ? [unreadableStep(flag)] : ladderSteps(flag, parts, context, now);
  const rungs: Rung[] = [];
  let decision: Decision | null = null;
  for (const step of steps) {
    if (decision !== null) rungs.push(notReached(step));
    else {
      const finding = step.look();
      decision = finding.decision;
      rungs.push({ ...finding.rung, outcome: decision === null ? 'passed' : 'decided' });
    }
  }
  return { flag: key, decision: decision ?? flag.decide(context, now, undefined), rungs };
}

function notReached({ kind, detail }: Step): Rung {
  return { kind, outcome: 'not-reached', because: 'An earlier step decided.', ...detail };
}

function unreadableStep({ key, problem, decide }: CompiledFlag): Step {
  return {
    kind: 'found',
    look: () => ({
      rung: { kind: 'found', because: `Flag "${key}" cannot be read: ${problem}.` },
      decision: decide(undefined, 0, undefined),
    }),
  };
}

function ladderSteps(flag: CompiledFlag, parts: FlagParts, context: unknown, now: number): Step[] {
  return [
    step('found', () => passed(`Flag "${flag.key}" exists at version ${flag.source.version}.`)),
    step('killed', () => lookAtKill(parts)),
    step('enabled', () => lookAtEnabled(flag, parts, now)),
    ...flag.required.map((required) => prerequisiteStep(required, parts, context, now)),
    step('target', () => lookAtTargets(parts, context)),
    ...parts.rules.map((rule) => ruleStep(rule, context, now)),
    step('fallthrough', () => lookAtFallthrough(parts, context)),
  ];
}

interface Look {
  because: string;
  decision: Decision | null;
  seen?: Pick<Rung, 'bucket' | 'conditions'>;
}

function step(kind: RungKind, look: () => Look, detail: Step['detail'] = {}): Step {
  return {
    kind,
    detail,
    look: () => {
      const { because, decision, seen } = look();
      return { rung: { kind, because, ...detail, ...seen }, decision };
    },
  };
}

function passed(because: string): Look {
  return { because, decision: null };
}

function lookAtKill({ killed, answers }: FlagParts): Look {
  if (!killed) return passed('The flag is not killed.');
  return {
    because: `The flag is killed and serves "${answers.killed.variant}" until a person restores it.`,
    decision: answers.killed,
  };
}

function lookAtEnabled({ source }: CompiledFlag, parts: FlagParts, now: number): Look {
  const state = isEnabledAt(parts, now) ? 'on' : 'off';
  const entry = parts.schedule.findLast(({ at }) => at <= now);
  const since = entry === undefined ? '' : ` by its schedule since ${formatInstant(entry.at)}`;
  if (state === 'on') return passed(`The flag is on${since}.`);
  return {
    because: `The flag is off${since} and serves "${source.offVariant}".`,
    decision: parts.answers.disabled,
  };
}

function prerequisiteStep(
  required: LinkedPrerequisite,
  parts: FlagParts,
  context: unknown,
  now: number,
): Step {
  const { key, flag, variants } = required;
  const look = (): Look => {
    const wanted = [...variants].map((variant) => `"${variant}"`).join(' or ');
    if (flag === null)
      return {
        because: `Required flag "${key}" is unknown or requires this one.`,
        decision: parts.answers.unmet,
      };
    const served = flag.decide(context, now, undefined).variant;
    const because = `Required flag "${key}" serves ${served === undefined ? 'nothing' : `"${served}"`}; ${wanted} is accepted.`;
    return { because, decision: isMet(required, context, now, undefined) ? null : parts.answers.unmet };
  };
  return step('prerequisite', look, { flag: key });
}

function lookAtTargets({ targets }: FlagParts, context: unknown): Look {
  const key = targetingKeyOf(context);
  const target = targets.find(({ keys }) => key !== undefined && keys.has(key));
  if (target === undefined)
    return passed(
      targets.length === 0 ? 'No individual targets.' : 'The targeting key is not an individual target.',
    );
  return {
    because: `The targeting key is an individual target of "${target.decision.variant}".`,
    decision: target.decision,
  };
}

function ruleStep(rule: CompiledRule, context: unknown, now: number): Step {
  return step('rule', () => lookAtRule(rule, context, now), { ruleId: rule.id });
}

function lookAtRule(rule: CompiledRule, context: unknown, now: number): Look {
  if (now < rule.from) return passed(`Rule "${rule.id}" applies from ${formatInstant(rule.from)} on.`);
  if (!(now < rule.until)) return passed(`Rule "${rule.id}" applied until ${formatInstant(rule.until)}.`);
  const conditions = rule.conditions.map((condition) => trace(condition, context));
  const failed = conditions.find(({ holds }) => !holds);
  if (failed !== undefined)
    return {
      ...passed(`Rule "${rule.id}" does not match: ${failed.text} does not hold.`),
      seen: { conditions },
    };
  const { because, decision, seen } = lookAtServe(rule.serve, context);
  return { because: `Rule "${rule.id}" matches. ${because}`, decision, seen: { conditions, ...seen } };
}

function trace(condition: CompiledCondition, context: unknown): ConditionTrace {
  const text = describeCondition(condition.source);
  const holds = conditionHolds(condition, context, noMembers);
  const actual = condition.isMember === null ? readAttribute(context, condition) : undefined;
  return actual === undefined ? { text, holds } : { text, holds, actual };
}

function lookAtFallthrough({ fallthrough, answers }: FlagParts, context: unknown): Look {
  const { because, decision, seen = {} } = lookAtServe(fallthrough, context);
  const found = decision ?? answers.withoutUnit;
  const suffix = decision === null ? ` The off variant "${found.variant}" is served.` : '';
  return { because: `No rule decided. ${because}${suffix}`, decision: found, seen };
}

function lookAtServe(serve: CompiledServe, context: unknown): Look {
  const { split, decision } = serve;
  if (split !== null) return lookAtSplit(split, context);
  return { because: `It serves "${decision?.variant}".`, decision };
}

function lookAtSplit(split: CompiledSplit, context: unknown): Look {
  const unit = unitFor(split, context);
  if (unit === undefined) return passed(`It splits by ${split.by.name}, which the context does not have.`);
  const bucket = bucketFor(split.salt, unit);
  const decision = decideBucket(split, bucket);
  const because = `It splits by ${split.by.name}; bucket ${bucket} of 100000 serves "${decision?.variant}".`;
  return { because, decision, seen: { bucket } };
}
