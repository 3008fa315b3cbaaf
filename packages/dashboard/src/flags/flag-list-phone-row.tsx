import type { Environment } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useGlow } from '../app/glow.ts';
import css from './flag-list.module.css';
import { useFlagListContext } from './flag-list-context.ts';
import { GridCell, GridRow, RowHeader } from './flag-list-grid.tsx';
import { MenuButton, type RowProps } from './flag-list-row.tsx';
import { SwitchCell } from './switch-cell.tsx';

interface PhoneRowProps extends RowProps {
  /** The one that is shown where only one has room. */
  environment: Environment | undefined;
}

/** A flag in the list on a phone: its key, its state where it matters, the switch; kill behind the dots. */
export const FlagListPhoneRow = memo(function FlagListPhoneRow(props: PhoneRowProps) {
  const { row, index, top, isActive, environment } = props;
  const { project } = useFlagListContext();
  const glow = useGlow(`flag:${row.key}`);
  return (
    <GridRow
      aria-rowindex={index + 2}
      data-key={row.key}
      className={css.row}
      data-phone
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={isActive ? 0 : -1}
      {...glow}
    >
      <RowHeader className={css.flag}>
        <Link
          to="/projects/$project/flags/$flag"
          params={{ project, flag: row.key }}
          className={`${css.key} sw-mono`}
          tabIndex={isActive ? 0 : -1}
        >
          {row.key}
        </Link>
        <span className={css.name}>{row.name}</span>
      </RowHeader>
      <GridCell>
        {environment ? <SwitchCell row={row} environment={environment} isActive={isActive} /> : null}
      </GridCell>
      <GridCell className={css.menuCell}>
        <MenuButton row={row} isActive={isActive} />
      </GridCell>
    </GridRow>
  );
});
