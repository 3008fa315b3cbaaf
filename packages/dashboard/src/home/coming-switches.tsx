import { getFlagState } from '@slipway/api';
import { IconClock } from '@tabler/icons-react';
import { useRead } from '../app/api.ts';
import { ownTimeZone } from '../ui/instant-text.ts';
import { useNow } from '../ui/time.tsx';
import css from './home.module.css';
import { FlagLink } from './killed-flags.tsx';
import { happeningAt } from './live-summary.ts';
import { plannedTime } from './planned-time.ts';

const MOST = 3;

interface ComingSwitchesProps {
  project: string;
  environment: string;
  coming: readonly { flag: string; at: number }[];
}

/** What schedules do next. */
export function ComingSwitches({ project, environment, coming }: ComingSwitchesProps) {
  if (coming.length === 0) return null;
  return (
    <ul className={css.facts}>
      {coming.slice(0, MOST).map(({ flag, at }) => (
        <ComingSwitch key={flag} project={project} environment={environment} flag={flag} at={at} />
      ))}
      {coming.length > MOST ? (
        <li className="sw-muted">{coming.length - MOST} more flags change later by schedule</li>
      ) : null}
    </ul>
  );
}

interface ComingSwitchProps {
  project: string;
  environment: string;
  flag: string;
  at: number;
}

function ComingSwitch({ project, environment, flag, at }: ComingSwitchProps) {
  const now = useNow();
  const { data } = useRead(getFlagState, { params: { project, environment, flag } });
  const zone = ownTimeZone();
  return (
    <li>
      <IconClock size={13} className={css.clock} aria-hidden />{' '}
      <FlagLink project={project} environment={environment} flag={flag} />{' '}
      {data ? happeningAt(data.body.config, at) : 'switches'}{' '}
      <p className={css.since}>
        <time dateTime={new Date(at).toISOString()}>
          {plannedTime(at, now, zone)} {zone}
        </time>
      </p>
    </li>
  );
}
