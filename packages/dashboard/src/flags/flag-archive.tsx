import { archiveFlag, type Flag, getFlag, listStatesIn, type Reply, unarchiveFlag } from '@slipway/api';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { forget, keyOf, queryClient, readAll } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog } from '../environments/change-dialog.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Time } from '../ui/time.tsx';
import { dependentsOf } from './flag-dependents.ts';
import css from './flag-settings.module.css';
import { protectedWords } from './protected-words.ts';
import type { FlagHere } from './use-flag-here.ts';

/** The end of a flag, and the way back from it. */
export function FlagArchive({ here }: { here: FlagHere }) {
  const { project, flag } = here;
  const refusal = refusalOf(useMay(project), 'flag:write');
  const [isOpen, setOpen] = useState(false);
  const isArchived = flag.archivedAt !== null;
  return (
    <div className={css.archive}>
      {isArchived ? (
        <p>
          Archived <Time at={flag.archivedAt ?? ''} />. Its configs are kept: it comes back as it was in every
          environment.
        </p>
      ) : (
        <p>
          An archived flag leaves every ruleset: code that still asks for it gets the default that it gives.
          It can be brought back.
        </p>
      )}
      <GuardedButton refusal={refusal} variant="default" onClick={() => setOpen(true)}>
        {isArchived ? 'Bring it back …' : 'Archive …'}
      </GuardedButton>
      {isOpen ? <ArchiveDialog here={here} isArchived={isArchived} close={() => setOpen(false)} /> : null}
    </div>
  );
}

function ArchiveDialog({
  here,
  isArchived,
  close,
}: {
  here: FlagHere;
  isArchived: boolean;
  close: () => void;
}) {
  const { project, flag, flagEtag } = here;
  const submit = useSubmit();
  const params = { project, flag: flag.key };
  const guarded = protectedWords(here.environments);
  const send = async (reason: string): Promise<Outcome<unknown>> => {
    const endpoint = isArchived ? unarchiveFlag : archiveFlag;
    const outcome = await submit(
      endpoint,
      { params, ifMatch: flagEtag, body: reason === '' ? {} : { reason } },
      { what: `${isArchived ? 'Bring back' : 'Archive'} ${flag.key}`, own: endpoint.fails, isReasoned: true },
    );
    if (outcome.kind === 'done') keepFlag(params, outcome.reply);
    if (outcome.kind === 'conflict') await forget([getFlag.id], params);
    return outcome;
  };
  return (
    <ChangeDialog
      title={isArchived ? `Bring ${flag.key} back` : `Archive ${flag.key}`}
      action={isArchived ? 'Bring back' : 'Archive'}
      send={send}
      close={close}
      isDangerous={!isArchived}
      isProposal={guarded !== null}
      proposal={isArchived ? 'Propose bringing it back' : 'Propose archiving'}
    >
      {isArchived ? (
        <p>It is in every ruleset again, with the state that it had in each environment.</p>
      ) : (
        <Dependents here={here} />
      )}
      {guarded === null ? null : <p>{guarded}</p>}
    </ChangeDialog>
  );
}

function keepFlag(params: { project: string; flag: string }, reply: Reply<Flag>): void {
  queryClient.setQueryData(keyOf(getFlag, { params }), reply);
}

/** Flags that require it, in every permanent environment. */
function Dependents({ here: { project, flag, environments, states } }: { here: FlagHere }) {
  const permanent = environments.filter(({ kind }) => kind === 'permanent');
  const { found, isPending } = useQueries({
    queries: permanent.map(({ key }) => ({
      queryKey: [...keyOf(listStatesIn, { params: { project, environment: key } }), 'all'],
      queryFn: () => readAll(listStatesIn, { params: { project, environment: key }, query: { limit: 200 } }),
    })),
    combine: (reads) => ({
      isPending: reads.some((read) => read.isPending),
      found: dependentsOf(
        reads.flatMap(({ data }) => data ?? []),
        flag.key,
      ),
    }),
  });
  const isOnIn = (key: string): boolean =>
    states.some(({ environment, enabledNow, killed }) => environment === key && enabledNow && !killed);
  const on = environments.filter(({ key }) => isOnIn(key)).map(({ name }) => name);
  return (
    <div className={css.dependents} role="status">
      {on.length > 0 ? <p>It is on in {on.join(', ')}: whoever has it there loses it.</p> : null}
      {isPending ? <p className="sw-muted">Looking for flags that require it …</p> : null}
      {!isPending && found.length === 0 ? <p>No other flag requires it.</p> : null}
      {found.length > 0 ? (
        <>
          <p>These flags require it and have to let go first:</p>
          <ul>
            {found.map(({ key, environments: where }) => (
              <li key={key}>
                <Link
                  className="sw-link sw-mono"
                  to="/projects/$project/flags/$flag"
                  params={{ project, flag: key }}
                >
                  {key}
                </Link>{' '}
                <span className="sw-muted">in {where.join(', ')}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
