import { Menu } from '@mantine/core';
import type { Environment, FlagOverview } from '@slipway/api';
import { IconArchive, IconArchiveOff, IconCopy, IconHandStop, IconPlayerPlay } from '@tabler/icons-react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import type { Box } from './flag-list-anchor.ts';
import type { Switching } from './switch-cell-act.ts';
import { servingIn } from './switch-cell-act.ts';
import css from './switch-cell-popover.module.css';

interface RowMenuProps {
  project: string;
  row: FlagOverview;
  environments: readonly Environment[];
  box: Box;
  switching: Switching;
  close: () => void;
  archive: () => void;
  unarchive: () => void;
  restore: (environment: Environment) => void;
}

/** What one does to a flag seldom, and what must never take long: kill, at the top, without a question. */
export function RowMenu(props: RowMenuProps) {
  const { row, box, close } = props;
  return (
    <Menu
      opened
      onClose={close}
      position="bottom-end"
      width={270}
      hideDetached={false}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <span aria-hidden className={css.anchor} style={box} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`More for ${row.key}`}>
        {row.archivedAt === null ? <LiveItems {...props} /> : <ArchivedItems {...props} />}
      </Menu.Dropdown>
    </Menu>
  );
}

function LiveItems({ project, row, environments, switching, archive, restore }: RowMenuProps) {
  const may = useMay(project);
  const states = environments.flatMap((environment) => {
    const serving = servingIn(row, environment.key);
    return serving ? [{ environment, serving }] : [];
  });
  const alive = states
    .filter(({ serving }) => serving.kind !== 'killed')
    .map(({ environment }) => environment);
  const permanent = alive.filter(({ kind }) => kind === 'permanent');
  const killed = states.filter(({ serving }) => serving.killedHere).map(({ environment }) => environment);
  return (
    <>
      {alive.map((environment) => (
        <GuardedItem
          key={environment.key}
          icon={IconHandStop}
          colour="var(--sw-killed)"
          refusal={refusalOf(may, 'flag:kill', { environment: environment.key })}
          onClick={() => void switching.kill(row, environment)}
        >
          {inPlace('Kill in', environment)}
        </GuardedItem>
      ))}
      {permanent.length > 1 ? (
        <GuardedItem
          icon={IconHandStop}
          colour="var(--sw-killed)"
          refusal={refusalOf(may, 'flag:kill')}
          onClick={() => void switching.killEverywhere(row, permanent)}
        >
          Kill in all permanent ones
        </GuardedItem>
      ) : null}
      {killed.map((environment) => (
        <GuardedItem
          key={environment.key}
          icon={IconPlayerPlay}
          refusal={refusalOf(may, 'flag:restore', { environment: environment.key })}
          onClick={() => restore(environment)}
        >
          {inPlace('Restore in', environment)} …
        </GuardedItem>
      ))}
      <Menu.Divider />
      <CopyItem value={row.key} />
      <GuardedItem icon={IconArchive} refusal={refusalOf(may, 'flag:write')} onClick={archive}>
        Archive …
      </GuardedItem>
    </>
  );
}

function ArchivedItems({ project, row, unarchive }: RowMenuProps) {
  const may = useMay(project);
  return (
    <>
      <GuardedItem icon={IconArchiveOff} refusal={refusalOf(may, 'flag:write')} onClick={unarchive}>
        Unarchive
      </GuardedItem>
      <CopyItem value={row.key} />
    </>
  );
}

function CopyItem({ value }: { value: string }) {
  return (
    <Menu.Item
      leftSection={<IconCopy size={16} aria-hidden />}
      onClick={() => void navigator.clipboard?.writeText(value)}
    >
      Copy key
    </Menu.Item>
  );
}

function inPlace(verb: string, { name, kind }: Environment) {
  return (
    <span className={css.place}>
      {verb} <EnvironmentName name={name} isPermanent={kind === 'permanent'} />
    </span>
  );
}

interface GuardedItemProps {
  icon: typeof IconCopy;
  colour?: string;
  /** Why not, and who may; null when one may. */
  refusal: string | null;
  onClick: () => void;
  children: React.ReactNode;
}

/** Says who may where one may not, in the item itself: a menu has no room for tips. */
function GuardedItem({ icon: Icon, colour, refusal, onClick, children }: GuardedItemProps) {
  return (
    <Menu.Item
      leftSection={
        <Icon size={16} aria-hidden color={refusal ? 'currentColor' : (colour ?? 'currentColor')} />
      }
      aria-disabled={refusal !== null || undefined}
      closeMenuOnClick={refusal === null}
      onClick={() => {
        if (refusal === null) onClick();
      }}
    >
      <span className={refusal ? 'sw-muted' : undefined}>{children}</span>
      {refusal ? <span className={css.refusal}>{refusal}</span> : null}
    </Menu.Item>
  );
}
