import type { Condition } from '@slipway/engine';
import { conditionWords } from '../flags/words.ts';
import { Words } from '../flags/words-view.tsx';
import css from './explain.module.css';
import { RungMark } from './rung-mark.tsx';
import { type Rung, valueText } from './rung-words.ts';

type Traces = NonNullable<Rung['conditions']>;

interface RungConditionsProps {
  traces: Traces;
  /** The same conditions as configured, when they are known. */
  written: readonly Condition[];
  zone: string;
}

/** Each condition of a rule with the value that decided it. */
export function RungConditions({ traces, written, zone }: RungConditionsProps) {
  const isKnown = written.length === traces.length;
  return (
    <ul className={css.conditions}>
      {traces.map((trace, index) => {
        const condition = isKnown ? written[index] : undefined;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may read alike.
          <li key={index} data-sign={trace.holds ? 'yes' : 'no'}>
            <RungMark
              sign={trace.holds ? 'yes' : 'no'}
              words={trace.holds ? 'holds' : 'does not hold'}
              size={12}
            />
            <span>
              {condition ? <Words of={conditionWords(condition, { timeZone: zone })} /> : trace.text}
            </span>
            <Actual trace={trace} />
          </li>
        );
      })}
    </ul>
  );
}

function Actual({ trace }: { trace: Traces[number] }) {
  if ('actual' in trace) return <span className={css.actual}>it is {valueText(trace.actual)}</span>;
  // The engine tells of membership without a value.
  return /^(not )?in segment "/.test(trace.text) ? null : <span className={css.actual}>not given</span>;
}
