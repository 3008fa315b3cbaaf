import type { Environment, FlagOverview, Serving } from '@slipway/api';
import { StateMark } from '../ui/state-mark.tsx';
import { useFlagListContext } from './flag-list-context.ts';
import { isOn, sentenceOn, stateIn } from './flag-list-words.ts';
import css from './switch-cell.module.css';
import { servingIn } from './switch-cell-act.ts';

interface SwitchCellProps {
  row: FlagOverview;
  environment: Environment;
  /** Whether its row is the one that the keyboard is in. */
  isActive: boolean;
  isCompact?: boolean;
}

/** A flag’s state in one environment with its switch. */
export function SwitchCell({ row, environment, isActive, isCompact = false }: SwitchCellProps) {
  const serving = servingIn(row, environment.key);
  if (!serving) return <span className="sw-muted">–</span>;
  if (row.archivedAt !== null)
    return <span className="sw-muted">{isCompact ? '–' : `was ${stateIn(serving).words}`}</span>;
  return (
    <span className={css.cell}>
      <Switch row={row} environment={environment} serving={serving} isActive={isActive} />
      <StateWords serving={serving} isCompact={isCompact} sentence={explained(serving, environment)} />
      {environment.base !== null && serving.source === 'override' ? (
        <span
          className={css.own}
          data-tip={`Override: its own state, not that of its base ${environment.base}.`}
        >
          <span aria-hidden>≠</span>
          <span className="sw-visually-hidden">override</span>
        </span>
      ) : null}
      <Waiting row={row} environment={environment} />
    </span>
  );
}

function explained(serving: Serving, environment: Environment): string {
  const from = serving.source === 'base' && environment.base ? ` Inherited from ${environment.base}.` : '';
  const next = serving.nextAt === null ? '' : ' A schedule changes it later.';
  return `${sentenceOn(serving)}${from}${next}`;
}

interface StateWordsProps {
  serving: Serving;
  isCompact: boolean;
  sentence: string;
}

function StateWords({ serving, isCompact, sentence }: StateWordsProps) {
  const { look, words } = stateIn(serving);
  return (
    <span className={css.words} data-compact={isCompact || undefined} data-tip={sentence}>
      <StateMark look={look} quiet={look !== 'killed'}>
        {words}
      </StateMark>
    </span>
  );
}

interface SwitchProps {
  row: FlagOverview;
  environment: Environment;
  serving: Serving;
  isActive: boolean;
}

function Switch({ row, environment, serving, isActive }: SwitchProps) {
  const { actions, refusals } = useFlagListContext();
  const refusal = refusals.get(environment.key) ?? null;
  return (
    <button
      type="button"
      role="switch"
      className={css.switch}
      data-killed={serving.kind === 'killed' || undefined}
      data-environment={environment.key}
      aria-checked={isOn(serving)}
      aria-disabled={refusal !== null || undefined}
      aria-label={`${row.key} in ${environment.name}: ${stateIn(serving).words}`}
      tabIndex={isActive ? 0 : -1}
      {...(refusal === null ? {} : { 'data-tip': refusal })}
      onClick={(event) => {
        if (refusal === null) actions.flip(row, environment, event.currentTarget);
      }}
    />
  );
}

/** Where something waits; what it is stands beside the key. */
function Waiting({ row, environment }: Pick<SwitchCellProps, 'row' | 'environment'>) {
  const { waiting } = useFlagListContext();
  if (!waiting.has(`${row.key}:${environment.key}`)) return null;
  return (
    <span className={css.waiting} data-tip={`A change in ${environment.name} waits for approval.`}>
      <StateMark look="waiting" quiet>
        waiting for approval
      </StateMark>
    </span>
  );
}
