import type { Environment, FlagOverview } from '@slipway/api';
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { EnvironmentName } from '../ui/environment-name.tsx';
import css from './flag-list.module.css';
import { columnCount, templateOf } from './flag-list-columns.ts';
import { useFlagListContext } from './flag-list-context.ts';
import { noteShown } from './flag-list-data.ts';
import { ColumnHeader, Grid, GridBody, GridRow } from './flag-list-grid.tsx';
import { moveIn, moveWithin } from './flag-list-keys.ts';
import { FlagListPhoneRow } from './flag-list-phone-row.tsx';
import { FlagListRow } from './flag-list-row.tsx';

const ROW = 48;
const PHONE_ROW = 60;
/** Top bar and head stand before what scrolls under them. */
const COVERED = 48 + ROW;

interface FlagListProps {
  rows: readonly FlagOverview[];
  /** The row that the keyboard is in. */
  cursor: string | null;
  isPhone: boolean;
  /** The environment that a phone shows and that `s` switches. */
  chosen: Environment | undefined;
  /** Puts the focus into the list. */
  handle: RefObject<ListHandle | null>;
}

export interface ListHandle {
  focus(): void;
  move(step: number): void;
  flip(): void;
}

/** Thousands of flags, of which only those in sight exist. */
export function FlagList({ rows, cursor, isPhone, chosen, handle }: FlagListProps) {
  const { columns, environments, actions } = useFlagListContext();
  const body = useRef<HTMLDivElement>(null);
  const active = Math.max(
    0,
    rows.findIndex(({ key }) => key === cursor),
  );
  const virtualizer = useRows(body, rows, active, isPhone ? PHONE_ROW : ROW);
  const focus = useRowFocus(body);
  const shown = virtualizer.getVirtualItems();
  useEffect(() => noteShown(shown.map(({ index }) => rows[index]?.key ?? '')));
  useEffect(() => () => noteShown([]), []);

  const go = (index: number): void => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (!row) return;
    actions.point(row.key);
    virtualizer.scrollToIndex(rows.indexOf(row));
    focus(row.key);
  };
  const flip = (): void => {
    const row = rows[active];
    const selector = `[data-key="${CSS.escape(row?.key ?? '')}"] [data-environment]`;
    const switches = [...(body.current?.querySelectorAll<HTMLElement>(selector) ?? [])];
    const anchor = switches.find((one) => one.dataset.environment === chosen?.key) ?? switches[0];
    anchor?.focus();
    anchor?.click();
  };
  handle.current = { focus: () => go(active), move: (step) => go(active + step), flip };

  const onKeyDown = (event: KeyboardEvent): void => {
    const index = moveIn(event.key, active, rows.length, Math.floor((window.innerHeight - COVERED) / ROW));
    const row = rows[active];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (index !== null) go(index);
    else if (event.key === 'Enter' && isRow(event.target) && row) actions.open(row.key);
    else if (!moveWithin(event)) return;
    event.preventDefault();
  };
  return (
    <Grid
      aria-label="Flags"
      aria-rowcount={rows.length + 1}
      aria-colcount={isPhone ? 3 : columnCount(columns)}
      className={`${css.list} sw-panel`}
      style={{ '--flag-columns': templateOf(columns) } as React.CSSProperties}
      onKeyDown={onKeyDown}
      onClick={(event) => clicked(event, actions.open)}
      onPointerOver={(event) => pointedAt(event.target, actions.prefetch)}
      onFocus={(event) => pointedAt(event.target, actions.point)}
    >
      {isPhone ? <PhoneHead environment={chosen} /> : <Head environments={environments} />}
      <GridBody ref={body} className={css.rows} style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          const top = start - virtualizer.options.scrollMargin;
          const props = { row, index, top, isActive: index === active };
          return isPhone ? (
            <FlagListPhoneRow key={row.key} {...props} environment={chosen} />
          ) : (
            <FlagListRow key={row.key} {...props} />
          );
        })}
      </GridBody>
    </Grid>
  );
}

function useRows(
  body: RefObject<HTMLDivElement | null>,
  rows: readonly FlagOverview[],
  active: number,
  height: number,
) {
  const [scrollMargin, setMargin] = useState(0);
  useLayoutEffect(() => {
    if (body.current) setMargin(body.current.getBoundingClientRect().top + window.scrollY);
  }, [body]);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 10,
    scrollMargin,
    scrollPaddingStart: COVERED,
    scrollPaddingEnd: ROW,
    getItemKey: (index) => rows[index]?.key ?? index,
    // The row that holds the focus stays, however far one scrolls.
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), active])].sort((a, b) => a - b),
  });
  useLayoutEffect(() => {
    if (height > 0) virtualizer.measure();
  }, [virtualizer, height]);
  return virtualizer;
}

/** Focuses a row as soon as it exists. */
function useRowFocus(body: RefObject<HTMLDivElement | null>): (key: string) => void {
  const [wanted, want] = useState<{ key: string } | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted.key)}"]`);
    row?.focus({ preventScroll: true });
  }, [body, wanted]);
  return (key) => want({ key });
}

function isRow(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.dataset.key !== undefined;
}

function keyAt(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset.key : undefined;
}

function clicked(event: MouseEvent, open: (key: string) => void): void {
  const { target } = event;
  const key = keyAt(target);
  if (key === undefined || !(target instanceof Element) || target.closest('button')) return;
  const link = target.closest('a');
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (link ? isElsewhere || isAside(link, key) : window.getSelection()?.isCollapsed === false) return;
  event.preventDefault();
  open(key);
}

/** A link in a row that leads to something else, such as a proposal. */
function isAside(link: HTMLAnchorElement, key: string): boolean {
  return !link.pathname.endsWith(`/flags/${encodeURIComponent(key)}`);
}

function pointedAt(target: EventTarget, act: (key: string) => void): void {
  const key = keyAt(target);
  if (key !== undefined) act(key);
}

function Head({ environments }: { environments: readonly Environment[] }) {
  const { columns } = useFlagListContext();
  const hidden = environments.slice(columns.environments);
  return (
    <GridRow aria-rowindex={1} className={css.head}>
      <ColumnHeader>Flag</ColumnHeader>
      {columns.kind ? <ColumnHeader>Kind</ColumnHeader> : null}
      {environments.slice(0, columns.environments).map(({ key, name, kind, isProtected }) => (
        <ColumnHeader key={key} title={isProtected ? `${name}: changes need an approval` : name}>
          <EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />
        </ColumnHeader>
      ))}
      {columns.owner ? <ColumnHeader>Owner</ColumnHeader> : null}
      {columns.evaluated ? <ColumnHeader>Evaluated</ColumnHeader> : null}
      {columns.staleness ? <ColumnHeader>Staleness</ColumnHeader> : null}
      <ColumnHeader>
        {hidden.length > 0 ? (
          <span title={`A wider window shows ${hidden.map(({ name }) => name).join(', ')} too.`}>
            +{hidden.length}
          </span>
        ) : (
          <span className="sw-visually-hidden">More</span>
        )}
      </ColumnHeader>
    </GridRow>
  );
}

function PhoneHead({ environment }: { environment: Environment | undefined }) {
  return (
    <GridRow aria-rowindex={1} className="sw-visually-hidden">
      <ColumnHeader>Flag</ColumnHeader>
      <ColumnHeader>{environment?.name ?? 'State'}</ColumnHeader>
      <ColumnHeader>More</ColumnHeader>
    </GridRow>
  );
}
