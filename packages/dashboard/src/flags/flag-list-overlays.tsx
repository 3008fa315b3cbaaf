import { type Environment, type FlagOverview, unarchiveFlag } from '@slipway/api';
import { type ReactNode, type RefObject, useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { isProductionLike } from '../ui/environment-name.tsx';
import { type Box, boxOf } from './flag-list-anchor.ts';
import { ArchiveDialog } from './flag-list-archive.tsx';
import type { RowActions } from './flag-list-context.ts';
import { readRow, refreshRows } from './flag-list-data.ts';
import { RowMenu } from './flag-list-menu.tsx';
import { isOn } from './flag-list-words.ts';
import { type Again, type SwitchWish, servingIn, useSwitching } from './switch-cell-act.ts';
import { type Answer, type Asking, SwitchPopover } from './switch-cell-popover.tsx';

interface OverlaysInput {
  project: string;
  environments: readonly Environment[];
  /** All that are known: what is open shows the present row. */
  rows: readonly FlagOverview[];
  /** What the places of things that open are measured in. */
  area: RefObject<HTMLDivElement | null>;
}

interface MenuAt {
  row: FlagOverview;
  box: Box;
  anchor: HTMLElement;
}

/** What opens beside a row: the question behind a switch, the menu, the dialogue before archiving. */
export function useRowOverlays({ project, environments, rows, area }: OverlaysInput): {
  actions: Pick<RowActions, 'flip' | 'showMenu'>;
  shown: ReactNode;
} {
  const switching = useSwitching(project);
  const unarchive = useUnarchive(project);
  const may = useMay(project);
  const [asking, ask] = useState<(Asking & { anchor: HTMLElement }) | null>(null);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const [archiving, archive] = useState<FlagOverview | null>(null);

  const askBeside = (anchor: HTMLElement, about: Omit<Asking, 'box'>): void => {
    if (area.current) ask({ ...about, anchor, box: boxOf(anchor, area.current) });
  };
  const perform = async (wish: SwitchWish, anchor: HTMLElement): Promise<void> => {
    const again: Again = await switching.switchTo(wish);
    if (again)
      askBeside(anchor, {
        row: again.kind === 'changed-meanwhile' ? again.row : wish.row,
        environment: wish.environment,
        notice: again.notice,
        hasSchedule: again.kind === 'schedule-pending',
      });
  };
  const flip: RowActions['flip'] = (row, environment, anchor) => {
    const serving = servingIn(row, environment.key);
    if (!serving) return;
    const to = !isOn(serving);
    if (isAtOnce(environment, serving.kind === 'killed', to)) void perform({ row, environment, to }, anchor);
    else askBeside(anchor, { row, environment, notice: null, hasSchedule: false });
  };
  const answer = (given: Answer | null): void => {
    if (!asking) return;
    const { row, environment, anchor } = asking;
    ask(null);
    anchor.focus();
    if (!given) return;
    const { to, reason, schedule } = given;
    if (to === 'kill') void switching.kill(row, environment, reason);
    else if (to === 'restore') void switching.restore(row, environment, reason);
    else void perform({ row, environment, to, reason, ...(schedule ? { schedule } : {}) }, anchor);
  };
  const present = (row: FlagOverview): FlagOverview => rows.find(({ key }) => key === row.key) ?? row;
  return {
    actions: {
      flip,
      showMenu: (row, anchor) => {
        if (area.current) setMenu({ row, anchor, box: boxOf(anchor, area.current) });
      },
    },
    shown: (
      <>
        {asking ? (
          <SwitchPopover
            key={`${asking.row.key}:${asking.environment.key}:${asking.notice ?? ''}`}
            asking={{ ...asking, row: present(asking.row) }}
            answer={answer}
            restoreRefusal={refusalOf(may, 'flag:restore', { environment: asking.environment.key })}
          />
        ) : null}
        {menu ? (
          <RowMenu
            project={project}
            row={present(menu.row)}
            environments={environments}
            box={menu.box}
            switching={switching}
            close={() => {
              setMenu(null);
              menu.anchor.focus();
            }}
            archive={() => archive(present(menu.row))}
            unarchive={() => void unarchive(present(menu.row))}
            restore={(environment) =>
              askBeside(menu.anchor, { row: menu.row, environment, notice: null, hasSchedule: false })
            }
          />
        ) : null}
        {archiving ? (
          <ArchiveDialog
            project={project}
            row={archiving}
            close={() => archive(null)}
            unarchive={(row) => void unarchive(row)}
          />
        ) : null}
      </>
    ),
  };
}

/** The safe direction goes at once; showing something to users of production is thought over. */
function isAtOnce({ name, kind, isProtected }: Environment, isKilled: boolean, to: boolean): boolean {
  if (isKilled || isProtected) return false;
  return !(to && isProductionLike(name, kind === 'permanent'));
}

function useUnarchive(project: string): (row: FlagOverview) => Promise<void> {
  const submit = useSubmit();
  return async (row) => {
    // Undone right after archiving, its ETag is no longer the one that the row had.
    const ifMatch = row.archivedAt === null ? '*' : row.etag;
    await submit(
      unarchiveFlag,
      { params: { project, flag: row.key }, ifMatch, body: {} },
      { what: `Unarchive ${row.key}` },
    );
    await refreshRows(project, [row.key]);
    await readRow(project, row.key);
  };
}
