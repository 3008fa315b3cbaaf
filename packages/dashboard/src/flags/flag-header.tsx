import type { Proposal } from '@slipway/api';
import { IconArchive } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EnvironmentPicker } from '../app/environment.tsx';
import { useGlow } from '../app/glow.ts';
import { Copy } from '../ui/copy.tsx';
import { EnvironmentName, isProductionLike } from '../ui/environment-name.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { useNow } from '../ui/time.tsx';
import { FlagActivity } from './flag-activity.tsx';
import css from './flag-header.module.css';
import { kindWords } from './flag-list-words.ts';
import { stateWords } from './flag-serving.ts';
import { FlagSwitch } from './flag-switch.tsx';
import { KillButton } from './kill-button.tsx';
import { KilledNote } from './killed-note.tsx';
import { OnForMe } from './on-for-me-button.tsx';
import { type FlagHere, useWaiting } from './use-flag-here.ts';
import { WhoHasIt } from './who-has-it.tsx';

/** What a flag is, what it does where one looks, and what one can do about it. */
export function FlagHeader({ here }: { here: FlagHere }) {
  const { flag, environment, state } = here;
  const glow = useGlow(`flag:${flag.key}:${environment.key}`);
  const isArchived = flag.archivedAt !== null;
  const isProduction = isProductionLike(environment.name, environment.kind === 'permanent');
  return (
    <>
      <Facts here={here} />
      {isArchived ? (
        <ArchivedNote here={here} />
      ) : (
        <section
          className={css.here}
          aria-label={`In ${environment.name}`}
          data-production={isProduction || undefined}
          {...glow}
        >
          <div className={css.bar}>
            <EnvironmentPicker project={here.project} />
            <State here={here} />
            <div className={css.acts}>
              <OnForMe here={here} />
              <FlagSwitch here={here} />
              <span className={css.kill}>
                <KillButton here={here} />
              </span>
            </div>
          </div>
          {state.killed ? <KilledNote here={here} /> : null}
          <div className={css.columns}>
            <WhoHasIt here={here} />
            <FlagActivity here={here} />
          </div>
        </section>
      )}
    </>
  );
}

function Facts({ here: { project, flag } }: { here: FlagHere }) {
  const { label, means } = kindWords[flag.kind];
  return (
    <div className={css.facts}>
      <span className={css.key}>
        <code className="sw-mono">{flag.key}</code>
        <Copy value={flag.key} what="flag key" />
      </span>
      <span title={means}>{label}</span>
      <span>{flag.type}</span>
      <span>{flag.owner === null ? 'no owner' : `owned by ${flag.owner}`}</span>
      {flag.tags.map((tag) => (
        <Link
          key={tag}
          to="/projects/$project/flags"
          params={{ project }}
          search={{ q: `tag:${tag}` }}
          className={css.tag}
          title={`Flags tagged ${tag}`}
        >
          {tag}
        </Link>
      ))}
      {flag.description === '' ? null : <p className={css.description}>{flag.description}</p>}
    </div>
  );
}

/** What holds here, in words; whatever waits beside it. */
function State({ here }: { here: FlagHere }) {
  const now = useNow();
  const waiting = useWaiting(here);
  const { look, words } = stateWords(here.state, now, here.holders.get(here.environment.key));
  const { source, inheritedFrom } = here.state;
  const base = here.environments.find(({ key }) => key === inheritedFrom);
  return (
    <span className={css.state} role="status">
      <StateMark look={look}>{words}</StateMark>
      <Waiting project={here.project} proposals={waiting} />
      {source === 'base' && base ? (
        <span className="sw-muted">
          as in <EnvironmentName name={base.name} isPermanent={base.kind === 'permanent'} />
        </span>
      ) : null}
      {source === 'override' && here.environment.base !== null ? (
        <span className="sw-muted">overrides {here.environment.base}</span>
      ) : null}
    </span>
  );
}

function Waiting({ project, proposals }: { project: string; proposals: readonly Proposal[] }) {
  const [first, ...others] = proposals;
  if (!first) return null;
  if (others.length > 0)
    return (
      <Link to="/projects/$project/approvals" params={{ project }}>
        <StateMark look="waiting">{`${proposals.length} changes wait for approval`}</StateMark>
      </Link>
    );
  return (
    <Link to="/projects/$project/approvals/$proposal" params={{ project, proposal: first.id }}>
      <StateMark look="waiting">waiting for approval</StateMark>
    </Link>
  );
}

function ArchivedNote({ here: { project, flag } }: { here: FlagHere }) {
  return (
    <div className={css.archived} role="status">
      <IconArchive size={18} aria-hidden />
      <p>
        <strong>Archived.</strong> It is in no ruleset: code that asks for “{flag.key}” gets the default that
        it gives.{' '}
        <Link
          className="sw-link"
          to="/projects/$project/flags/$flag"
          params={{ project, flag: flag.key }}
          search={{ tab: 'settings' }}
        >
          Bring it back under Settings
        </Link>
      </p>
    </div>
  );
}
