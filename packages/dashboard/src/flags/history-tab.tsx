import { Button, Select } from '@mantine/core';
import { type Change, listChanges, listProposals } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { usePages, useRead } from '../app/api.ts';
import { RevertDialog } from '../changes/revert-dialog.tsx';
import { Empty } from '../ui/empty.tsx';
import { Skeletons } from '../ui/loading.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';
import { proposalOf } from './history-proposals.ts';
import { HistoryRow } from './history-row.tsx';
import css from './history-tab.module.css';
import { type FlagHere, useWaiting } from './use-flag-here.ts';

/** Every change of this flag, newest first: what, who, when, why and from where. */
export function HistoryTab({ here }: { here: FlagHere }) {
  const { project, flag, environments } = here;
  const [environment, setEnvironment] = useState<string | null>(null);
  const [reverted, setReverted] = useState<Change | null>(null);
  const query = { flag: flag.key, limit: 50, ...(environment === null ? {} : { environment }) };
  const { items, error, retry, more, isMoreComing } = usePages(listChanges, { params: { project }, query });
  return (
    <>
      <div className={css.filter}>
        <Select
          aria-label="Environment of the changes"
          placeholder="In every environment"
          data={environments.map(({ key, name }) => ({ value: key, label: name }))}
          value={environment}
          onChange={setEnvironment}
          clearable
        />
      </div>
      <Waiting here={here} />
      {items ? (
        <Changes here={here} changes={items} revert={setReverted} />
      ) : error ? (
        <ProblemNote error={error} retry={retry} />
      ) : (
        <Skeletons rows={8} height={34} />
      )}
      {more ? (
        <Button variant="default" className={css.more ?? ''} loading={isMoreComing} onClick={more}>
          Show older changes
        </Button>
      ) : null}
      {reverted ? <RevertDialog project={project} change={reverted} close={() => setReverted(null)} /> : null}
    </>
  );
}

interface ChangesProps {
  here: FlagHere;
  changes: readonly Change[];
  revert: (change: Change) => void;
}

function Changes({ here, changes, revert }: ChangesProps) {
  const isApproved = changes.some(({ onBehalfOf }) => onBehalfOf !== null);
  const { data } = useRead(
    listProposals,
    { params: { project: here.project }, query: { state: 'applied', limit: 200 } },
    { enabled: isApproved },
  );
  if (changes.length === 0)
    return (
      <Empty command={`slipway changes --flag ${here.flag.key}`}>
        Nothing was changed there. Whatever is, stands here with who, why and the way back.
      </Empty>
    );
  return (
    <ol className={`sw-panel ${css.list}`}>
      {changes.map((change) => (
        <HistoryRow
          key={change.id}
          here={here}
          change={change}
          proposal={proposalOf(change, data?.body.items ?? [])?.id}
          revert={() => revert(change)}
        />
      ))}
    </ol>
  );
}

/** What may become history. */
function Waiting({ here }: { here: FlagHere }) {
  const waiting = useWaiting(here);
  return waiting.map(({ id, author, createdAt, reason }) => (
    <p key={id} className={css.waiting}>
      <StateMark look="waiting">waiting for approval</StateMark>
      <Link
        className="sw-link"
        to="/projects/$project/approvals/$proposal"
        params={{ project: here.project, proposal: id }}
      >
        {author.name} proposed a change in {here.environment.name}
      </Link>
      {reason ? <span>“{reason}”</span> : null}
      <span className="sw-muted">
        <Time at={createdAt} />
      </span>
    </p>
  ));
}
