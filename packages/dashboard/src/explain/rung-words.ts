import type { Explanation } from '@slipway/api';

export type Rung = Explanation['rungs'][number];
export type RungSign = 'yes' | 'no' | 'not-reached';

interface RungWords {
  /** What the step asks. */
  question: string;
  /** Steps that let through answer yes when they pass; steps that catch answer yes when they decide. */
  passed: RungSign;
  decided: RungSign;
}

const gate = { passed: 'yes', decided: 'no' } as const;
const net = { passed: 'no', decided: 'yes' } as const;

const words: Record<string, RungWords> = {
  found: { question: 'Does the flag exist here?', ...gate },
  killed: { question: 'Is it free of a kill?', ...gate },
  enabled: { question: 'Is it switched on?', ...gate },
  prerequisite: { question: 'Is the required flag met?', ...gate },
  target: { question: 'Is this key listed by itself?', ...net },
  rule: { question: 'Does the rule match?', ...net },
  fallthrough: { question: 'Everybody else', ...net },
};

export function questionOf({ kind }: Rung): string {
  return words[kind]?.question ?? kind;
}

/** ✓, ✗ or not reached. */
export function signOf({ kind, outcome }: Rung): RungSign {
  if (outcome === 'not-reached') return 'not-reached';
  return words[kind]?.[outcome] ?? (outcome === 'decided' ? 'yes' : 'no');
}

export const signWords: Record<RungSign, string> = { yes: 'yes', no: 'no', 'not-reached': 'not reached' };

/** Why one gets the answer, in a few words for somebody who does not know the ladder. */
export function answerWords({ rungs, decision }: Pick<Explanation, 'rungs' | 'decision'>): string {
  if (decision.errorCode === 'TARGETING_KEY_MISSING')
    return 'because the split has nothing to go by: the context lacks what it splits by';
  const decided = rungs.find(({ outcome }) => outcome === 'decided');
  return decided ? (reasons[decided.kind]?.(decided) ?? decided.because) : decision.reason;
}

const reasons: Record<string, (rung: Rung) => string> = {
  found: ({ because }) => because,
  killed: () => 'because the flag is killed',
  enabled: () => 'because the flag is switched off',
  prerequisite: ({ flag }) => `because the required flag ${flag ?? ''} does not serve what it has to`,
  target: () => 'because the targeting key is listed by itself',
  rule: ({ bucket }) =>
    bucket === undefined ? 'because a rule matches' : 'because a rule matches and the split falls so',
  fallthrough: ({ bucket }) =>
    bucket === undefined
      ? 'because it is what everybody else gets'
      : 'because no rule matches and the split falls so',
};

/** What became of a rule whose sentence and conditions stand beside it. */
export function verdictOf({ outcome, conditions = [], because }: Rung): string {
  if (outcome === 'decided') return 'It matches.';
  if (conditions.some(({ holds }) => !holds)) return 'It does not match.';
  return because;
}

/** Whether two answers are the same to an application. */
export function isSameAnswer(a: Explanation['decision'], b: Explanation['decision']): boolean {
  return a.variant === b.variant && JSON.stringify(a.value) === JSON.stringify(b.value);
}

/** Whether two answers came about in the same way. */
export function isSameWay(a: Explanation, b: Explanation): boolean {
  const ways = [a, b].map(({ rungs, decision }) => {
    const decided = rungs.find(({ outcome }) => outcome === 'decided');
    return [decided?.kind, decision.ruleId, decided?.flag, decision.errorCode].join('|');
  });
  return ways[0] === ways[1];
}

/** A value as it is shown: text in quotes, JSON otherwise. */
export function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

const instants = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** The engine writes instants as RFC 3339; people read them in their zone. */
export function withLocalTimes(text: string, localTime: (at: number) => string): string {
  return text.replace(instants, (instant) => localTime(Date.parse(instant)));
}

/** The first instant (epoch ms) that a text names; null where it names none. */
export function instantIn(text: string): number | null {
  const [first] = text.match(instants) ?? [];
  return first === undefined ? null : Date.parse(first);
}
