import type { Environment } from '@slipway/api';
import { memo } from 'react';
import { useGlow } from '../app/glow.ts';
import css from './flag-list.module.css';
import { GridCell, GridRow, RowHeader } from './flag-list-grid.tsx';
import { FlagLink, MenuButton, type RowProps } from './flag-list-row.tsx';
import { SwitchCell } from './switch-cell.tsx';

interface PhoneRowProps extends RowProps {
  /** The one that is shown where only one has room. */
  environment: Environment | undefined;
}

/** A flag in the list on a phone: its key, its state where it matters, the switch; kill behind the dots. */
export const FlagListPhoneRow = memo(function FlagListPhoneRow(props: PhoneRowProps) {
  const { row, index, top, isActive, environment } = props;
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
        <FlagLink flag={row.key} isActive={isActive} />
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
