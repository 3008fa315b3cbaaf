import { getOutcomes } from '@slipway/api';
import { IconTrendingUp } from '@tabler/icons-react';
import { useRead } from '../app/api.ts';
import { useNow } from '../ui/time.tsx';
import css from './on-call.module.css';
import type { OnCallRow } from './on-call-rows.ts';
import { isWorse, ratesAround, rateText } from './outcome-rates.ts';

const HOUR_MS = 3_600_000;
const SHOWN = 2;

interface RatesLineProps {
  project: string;
  row: OnCallRow;
  isObserved: boolean;
}

/** What `track` reported before the change and since, where outcomes are recorded. */
export function RatesLine({ project, row, isObserved }: RatesLineProps) {
  const { change, environments, flag } = row;
  const at = Date.parse(change.at);
  // In whole hours, so that the same read serves while time passes.
  const hours = Math.ceil((useNow() - at) / HOUR_MS) + 1;
  const environment = environments.length === 1 ? environments[0]?.key : undefined;
  const isKnown = isObserved && flag !== null && environment !== undefined;
  const params = { project, flag: flag ?? '', environment: environment ?? '' };
  const { data } = useRead(getOutcomes, { params, query: { hours } }, { enabled: isKnown });
  const rates = data ? ratesAround(data.body, at).slice(0, SHOWN) : [];
  if (rates.length === 0) return null;
  return (
    <ul className={css.rates}>
      {rates.map((rate) => (
        <li key={rate.outcome} data-worse={isWorse(rate) || undefined}>
          {isWorse(rate) ? <IconTrendingUp size={14} aria-label="worse" role="img" /> : null}
          {rate.outcome} {rateText(rate)}
        </li>
      ))}
    </ul>
  );
}
