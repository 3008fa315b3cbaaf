import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useGlow } from '../app/glow.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { useNow } from '../ui/time.tsx';
import { variantColours } from '../ui/variants.ts';
import css from './environments-tab.module.css';
import { stateWords } from './flag-serving.ts';
import { FlagSwitch } from './flag-switch.tsx';
import { asRead } from './on-for-me.ts';
import type { FlagHere } from './use-flag-here.ts';
import { summary } from './words.ts';
import { Words } from './words-view.tsx';

export type RowAct = 'promote' | 'discard';

interface EnvironmentRowProps {
  here: FlagHere;
  depth: number;
  isChosen: boolean;
  act: (kind: RowAct) => void;
}

/** One environment: state with its switch, who gets what, and where that comes from. */
export function EnvironmentRow({ here, depth, isChosen, act }: EnvironmentRowProps) {
  const { flag, environment, state } = here;
  const now = useNow();
  const heldBy = here.holders.get(environment.key) ?? null;
  const { look, words } = stateWords(state, now, heldBy);
  const colours = variantColours(Object.keys(flag.variants), state.config.offVariant);
  return (
    <tr aria-current={isChosen || undefined} {...useGlow(`flag:${flag.key}:${environment.key}`)}>
      <td>
        <span className={css.place} style={{ paddingLeft: depth * 18 }}>
          {depth > 0 ? (
            <span className={css.branch} aria-hidden>
              └
            </span>
          ) : null}
          <Link
            to="/projects/$project/flags/$flag"
            params={{ project: here.project, flag: flag.key }}
            search={{ environment: environment.key }}
            className={css.link}
          >
            <EnvironmentName
              name={environment.name}
              isPermanent={environment.kind === 'permanent'}
              isProtected={environment.isProtected}
            />
          </Link>
        </span>
      </td>
      <td>
        <span className={css.state}>
          {flag.archivedAt === null ? <FlagSwitch here={here} isCompact /> : null}
          <StateMark look={look} quiet={look !== 'killed'}>
            {words}
          </StateMark>
        </span>
      </td>
      <td className={css.who}>
        <Words
          of={summary(asRead(state.config, now), { killed: state.killed, heldBy, now })}
          colours={colours}
        />
      </td>
      <td>
        <Source here={here} />
      </td>
      <td className={css.version}>
        <span className={css.versionLabel}>version </span>
        {state.version}
      </td>
      <td className={css.right}>
        <RowMenu here={here} act={act} />
      </td>
    </tr>
  );
}

function Source({ here: { state, environment } }: { here: FlagHere }) {
  if (state.source === 'base') return <span className="sw-muted">as in {state.inheritedFrom}</span>;
  if (state.source === 'default') return <span className="sw-muted">as created</span>;
  return environment.base === null ? (
    <span>its own</span>
  ) : (
    <span className={css.override}>
      <span aria-hidden>≠</span> overrides {environment.base}
    </span>
  );
}

function RowMenu({ here, act }: { here: FlagHere; act: (kind: RowAct) => void }) {
  const { environment, environments, state, flag } = here;
  const refusal = refusalOf(useMay(here.project), 'flag:write', { environment: environment.key });
  const isArchived = flag.archivedAt !== null;
  const canDiscard = state.source === 'override' && environment.base !== null;
  if (isArchived) return null;
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More about ${environment.name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={environments.length < 2} onClick={() => act('promote')}>
          Promote to another environment …
        </Menu.Item>
        {environment.base === null ? null : (
          <Menu.Item disabled={!canDiscard || refusal !== null} onClick={() => act('discard')}>
            {canDiscard
              ? `Discard override, follow ${environment.base} …`
              : `Follows ${environment.base} already`}
          </Menu.Item>
        )}
        {refusal === null ? null : <Menu.Label>{refusal}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
