import type { FlagOverview } from '@slipway/api';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useGlow } from '../app/glow.ts';
import { StateMark } from '../ui/state-mark.tsx';
import { relativeTime, useNow } from '../ui/time.tsx';
import css from './flag-list.module.css';
import { flagAddress, useFlagListContext } from './flag-list-context.ts';
import { CopyKey } from './flag-list-copy.tsx';
import { GridCell, GridRow, RowHeader } from './flag-list-grid.tsx';
import { counted, kindWords, stalenessWords } from './flag-list-words.ts';
import { SwitchCell } from './switch-cell.tsx';

export interface RowProps {
  row: FlagOverview;
  /** Its place among those that are shown. */
  index: number;
  top: number;
  isActive: boolean;
}

/** A flag in the list on a wide screen. */
export const FlagListRow = memo(function FlagListRow({ row, index, top, isActive }: RowProps) {
  const { columns, environments } = useFlagListContext();
  const glow = useGlow(`flag:${row.key}`);
  const shown = environments.slice(0, columns.environments);
  return (
    <GridRow
      aria-rowindex={index + 2}
      data-key={row.key}
      className={css.row}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={isActive ? 0 : -1}
      {...glow}
    >
      <FlagCell row={row} isActive={isActive} withKind={!columns.kind} />
      {columns.kind ? <GridCell>{kindWords[row.kind].label}</GridCell> : null}
      {shown.map((environment) => (
        <GridCell key={environment.key}>
          <SwitchCell row={row} environment={environment} isActive={isActive} isCompact={columns.isCompact} />
        </GridCell>
      ))}
      {columns.owner ? (
        <GridCell className={css.cut} title={row.owner ?? undefined}>
          {row.owner ?? <span className="sw-muted">nobody</span>}
        </GridCell>
      ) : null}
      {columns.evaluated ? <EvaluatedCell row={row} /> : null}
      {columns.staleness ? <StalenessCell row={row} isActive={isActive} /> : null}
      <GridCell className={css.menuCell}>
        <MenuButton row={row} isActive={isActive} />
      </GridCell>
    </GridRow>
  );
});

function FlagCell({ row, isActive, withKind }: { row: FlagOverview; isActive: boolean; withKind: boolean }) {
  const { key, name, kind, tags, description } = row;
  return (
    <RowHeader className={css.flag}>
      <span className={css.keyLine}>
        <FlagLink flag={key} isActive={isActive} />
        <CopyKey value={key} isActive={isActive} />
      </span>
      <span className={css.name} title={description || undefined}>
        <Waits flag={key} isActive={isActive} />
        {withKind ? `${kindWords[kind].label} · ` : ''}
        {name === key ? description : name}
        {tags.length > 0 ? <span className={css.tags}>{tags.map((tag) => `#${tag}`).join(' ')}</span> : null}
      </span>
    </RowHeader>
  );
}

/** A plain link, opened by the list: the router’s own looks at the address whenever anything in it changes. */
export function FlagLink({ flag, isActive }: { flag: string; isActive: boolean }) {
  const { project } = useFlagListContext();
  return (
    <a href={flagAddress(project, flag)} className={`${css.key} sw-mono`} tabIndex={isActive ? 0 : -1}>
      {flag}
    </a>
  );
}

/** Whatever waits about this flag, said in the row; which environment it is about stands in its cell. */
function Waits({ flag, isActive }: { flag: string; isActive: boolean }) {
  const { waiting, environments, project } = useFlagListContext();
  const places = [flag, ...environments.map(({ key }) => `${flag}:${key}`)];
  const proposal = places.map((place) => waiting.get(place)).find((id) => id !== undefined);
  if (proposal === undefined) return null;
  return (
    <Link
      to="/projects/$project/approvals/$proposal"
      params={{ project, proposal }}
      className={css.waits}
      tabIndex={isActive ? 0 : -1}
      data-tip="A change waits for approval. Open it."
    >
      <StateMark look="waiting" quiet>
        waiting for approval
      </StateMark>
    </Link>
  );
}

function EvaluatedCell({ row: { lastEvaluatedAt, evaluations } }: { row: FlagOverview }) {
  const now = useNow();
  if (lastEvaluatedAt === null) return <GridCell className="sw-muted">never</GridCell>;
  return (
    <GridCell>
      <time
        dateTime={lastEvaluatedAt}
        data-tip={`Last on ${new Date(lastEvaluatedAt).toLocaleString('en-GB')}; ${counted(evaluations, 'evaluation')} in the last 24 hours.`}
      >
        {relativeTime(lastEvaluatedAt, now)}
      </time>
    </GridCell>
  );
}

function StalenessCell({ row: { staleness }, isActive }: { row: FlagOverview; isActive: boolean }) {
  const { state, because } = staleness;
  const isStale = state === 'settled' || state === 'unused';
  return (
    <GridCell>
      <span data-tip={because} tabIndex={isActive ? 0 : -1} className={css.because}>
        {isStale ? (
          <StateMark look="stale" quiet>
            {stalenessWords[state]}
          </StateMark>
        ) : (
          <span className="sw-muted">{stalenessWords[state]}</span>
        )}
        <span className="sw-visually-hidden">: {because}</span>
      </span>
    </GridCell>
  );
}

export function MenuButton({ row, isActive }: { row: FlagOverview; isActive: boolean }) {
  const { actions } = useFlagListContext();
  return (
    <button
      type="button"
      className={css.menu}
      aria-haspopup="menu"
      aria-label={`More for ${row.key}: kill, archive`}
      tabIndex={isActive ? 0 : -1}
      onClick={(event) => actions.showMenu(row, event.currentTarget)}
    >
      <IconDots size={16} aria-hidden />
    </button>
  );
}
