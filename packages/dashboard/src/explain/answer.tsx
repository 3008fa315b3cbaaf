import type { Explanation } from '@slipway/api';
import { absoluteTime } from '../ui/time.tsx';
import { VariantMark } from '../ui/variant-mark.tsx';
import css from './explain.module.css';
import { answerWords, valueText } from './rung-words.ts';

interface AnswerProps {
  explanation: Explanation;
  colours: ReadonlyMap<string, string>;
  /** null: now. */
  at: number | null;
  zone: string;
  now: number;
}

/** What the context gets, and why, in one sentence. */
export function Answer({ explanation, colours, at, zone, now }: AnswerProps) {
  const { decision } = explanation;
  const isWide = typeof decision.value === 'object' && decision.value !== null;
  const verb = at === null ? 'gets' : at < now ? 'got' : 'will get';
  return (
    <div className={css.answer} role="status">
      <p className={css.when}>
        {at === null ? 'Now' : absoluteTime(at, zone)} this context {verb}
      </p>
      <p className={css.value}>
        {decision.variant === undefined ? (
          'nothing: the application falls back to its own default'
        ) : (
          <VariantMark name={decision.variant} colour={colours.get(decision.variant)} />
        )}
        {isWide || decision.value === undefined ? null : (
          <span className="sw-mono sw-muted">{valueText(decision.value)}</span>
        )}
      </p>
      {isWide ? <pre className={css.json}>{JSON.stringify(decision.value, null, 2)}</pre> : null}
      <p className={css.why}>{answerWords(explanation)}.</p>
      <dl className={css.facts}>
        <Fact name="Reason" value={decision.reason} />
        {decision.errorCode ? <Fact name="Error code" value={decision.errorCode} /> : null}
        <Fact name="Ruleset version" value={String(explanation.version)} />
        {decision.flagVersion === undefined ? null : (
          <Fact name="Flag unchanged since version" value={String(decision.flagVersion)} />
        )}
      </dl>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="sw-mono">{value}</dd>
    </div>
  );
}
