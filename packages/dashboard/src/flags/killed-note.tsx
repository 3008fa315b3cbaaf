import { type Change, listChanges } from '@slipway/api';
import { IconHandStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Time } from '../ui/time.tsx';
import { killedIn } from './flag-serving.ts';
import css from './killed-note.module.css';
import { ReceiptsLine } from './receipts.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import type { FlagHere } from './use-flag-here.ts';

/** That it is killed, since when, by whom, why and how far that has got; and the way back. */
export function KilledNote({ here }: { here: FlagHere }) {
  const { project, environment, environments, state, states } = here;
  const origin = state.killedHere ? environment.key : killedIn(environment.key, states, environments);
  const place = environments.find(({ key }) => key === origin);
  const served = state.config.safeVariant ?? state.config.offVariant;
  const change = useKill(here, origin);
  return (
    <div className={css.note} role="alert">
      <IconHandStop size={20} aria-hidden className={css.icon} />
      <div className={css.words}>
        <p>
          <strong>Killed{place && !state.killedHere ? ` in ${place.name}` : ''}</strong>
          {change ? <Circumstances change={change} /> : '.'} Everybody gets “{served}”.
        </p>
        <ReceiptsLine project={project} environment={environment.key} />
      </div>
      {state.killedHere ? (
        <RestoreButton here={here} />
      ) : place ? (
        <Link
          className={css.there ?? ''}
          to="/projects/$project/flags/$flag"
          params={{ project, flag: here.flag.key }}
          search={{ environment: place.key }}
        >
          Restore it in {place.name}
        </Link>
      ) : null}
    </div>
  );
}

/** The kill that holds: the last one where it was made. */
function useKill({ project, flag }: FlagHere, origin: string | null): Change | undefined {
  const query = { flag: flag.key, limit: 50, ...(origin === null ? {} : { environment: origin }) };
  const { data } = useRead(listChanges, { params: { project }, query }, { enabled: origin !== null });
  return data?.body.items.find(({ action, environment }) => action === 'kill' && environment === origin);
}

function Circumstances({ change: { at, actor, reason } }: { change: Change }) {
  return (
    <>
      {' '}
      <Time at={at} /> by {actor.name}
      {reason ? `: “${reason}”${/[.!?…]$/.test(reason) ? '' : '.'}` : '.'}
    </>
  );
}

function RestoreButton({ here }: { here: FlagHere }) {
  const { project, environment } = here;
  const refusal = refusalOf(useMay(project), 'flag:restore', { environment: environment.key });
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <GuardedButton refusal={refusal} variant="default" onClick={() => setOpen(true)}>
        Restore
      </GuardedButton>
      {isOpen ? <RestoreDialog here={here} close={() => setOpen(false)} /> : null}
    </>
  );
}
