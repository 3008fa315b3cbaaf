import { type Change, type Environment, type FlagOverview, listChanges } from '@slipway/api';
import { IconHandStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRead } from '../app/api.ts';
import { actorName } from '../changes/content.ts';
import { Time } from '../ui/time.tsx';
import css from './home.module.css';
import { killOrigin, queryFor } from './live-summary.ts';

const MOST = 3;
/** A kill may have been followed by edits. */
const LOOK_BACK = 20;

interface KilledFlagsProps {
  project: string;
  environment: string;
  keys: readonly string[];
  all: readonly Environment[];
  rows: readonly FlagOverview[];
}

/** Which flags are killed, since when and by whom. */
export function KilledFlags({ project, environment, keys, all, rows }: KilledFlagsProps) {
  if (keys.length === 0) return null;
  return (
    <ul className={css.facts}>
      {keys.slice(0, MOST).map((flag) => (
        <li key={flag}>
          <IconHandStop size={13} className={css.killedIcon} aria-hidden />{' '}
          <FlagLink project={project} environment={environment} flag={flag} /> is killed
          <Circumstances
            project={project}
            flag={flag}
            origin={killOrigin(
              rows.find(({ key }) => key === flag),
              environment,
              all,
            )}
          />
        </li>
      ))}
      {keys.length > MOST ? (
        <li>
          <Link
            to="/projects/$project/flags"
            params={{ project }}
            search={{ q: queryFor(environment, 'killed') }}
            className="sw-link"
          >
            {keys.length - MOST} more killed
          </Link>
        </li>
      ) : null}
    </ul>
  );
}

interface FlagAt {
  project: string;
  environment: string;
  flag: string;
}

export function FlagLink({ project, environment, flag }: FlagAt) {
  return (
    <Link
      to="/projects/$project/flags/$flag"
      params={{ project, flag }}
      search={{ environment }}
      className={css.flag ?? ''}
    >
      {flag}
    </Link>
  );
}

function Circumstances({ project, flag, origin }: { project: string; flag: string; origin: string | null }) {
  const query = { flag, limit: LOOK_BACK, ...(origin === null ? {} : { environment: origin }) };
  const { data } = useRead(listChanges, { params: { project }, query }, { enabled: origin !== null });
  const kill = data?.body.items.find(isKillIn(origin));
  return (
    <p className={css.since}>
      {kill ? (
        <>
          <Time at={kill.at} /> by {actorName(kill.actor)}
          {kill.reason ? `: “${kill.reason}”` : ''}
        </>
      ) : null}
    </p>
  );
}

function isKillIn(origin: string | null): (change: Change) => boolean {
  return ({ action, environment }) => action === 'kill' && environment === origin;
}
