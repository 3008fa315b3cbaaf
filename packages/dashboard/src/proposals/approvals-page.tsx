import { Select } from '@mantine/core';
import { listProposals, type Proposal } from '@slipway/api';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useAll, usePages } from '../app/api.ts';
import { useMay, useWho } from '../app/session.tsx';
import { EndlessEnd } from '../changes/endless-end.tsx';
import { Empty } from '../ui/empty.tsx';
import { Show, Skeletons } from '../ui/loading.tsx';
import { Page, Section } from '../ui/page.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { ProposalRow } from './proposal-row.tsx';
import css from './proposals.module.css';
import { inboxOf } from './standing.ts';

const from = '/signed-in/projects/$project/approvals';
const states = ['open', 'applied', 'rejected', 'withdrawn', 'stale'] as const satisfies Proposal['state'][];
type State = (typeof states)[number];

/** What waits for an approval: mine to give first, then what I have proposed, then what others look after. */
export function ApprovalsPage() {
  const { project } = useParams({ from });
  const { show } = useSearch({ from });
  const navigate = useNavigate();
  const state: State = states.find((one) => one === show) ?? 'open';
  return (
    <Page
      title="Approvals"
      name="Approvals"
      actions={
        <Select
          aria-label="Which proposals"
          value={state}
          allowDeselect={false}
          onChange={(value) =>
            void navigate({
              to: '/projects/$project/approvals',
              params: { project },
              search: value === null || value === 'open' ? {} : { show: value },
              replace: true,
            })
          }
          data={states.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }))}
          className={css.filter ?? ''}
        />
      }
    >
      {state === 'open' ? <Open project={project} /> : <Ended key={state} project={project} state={state} />}
    </Page>
  );
}

function Open({ project }: { project: string }) {
  const proposals = useAll(listProposals, { params: { project }, query: { state: 'open' } });
  const who = useWho();
  const may = useMay(project);
  return (
    <Show of={proposals} rows={6}>
      {(open) => {
        const { waiting, mine, others } = inboxOf(open, who, may);
        if (open.length === 0) return <NothingOpen project={project} />;
        return (
          <>
            <Group
              title="Waiting for you"
              project={project}
              proposals={waiting}
              none="Nothing waits for you."
            />
            <Group title="Proposed by you" project={project} proposals={mine} />
            <Group title="Waiting for others" project={project} proposals={others} />
          </>
        );
      }}
    </Show>
  );
}

interface GroupProps {
  title: string;
  project: string;
  proposals: readonly Proposal[];
  /** Said where there is none; without it the group is left out. */
  none?: string;
}

function Group({ title, project, proposals, none }: GroupProps) {
  if (proposals.length === 0 && none === undefined) return null;
  return (
    <Section title={title}>
      {proposals.length === 0 ? (
        <p className="sw-muted">{none}</p>
      ) : (
        <ul className={`sw-panel ${css.list}`}>
          {proposals.map((proposal) => (
            <ProposalRow key={proposal.id} project={project} proposal={proposal} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function NothingOpen({ project }: { project: string }) {
  return (
    <div className="sw-panel">
      <Empty command={`slipway proposal list -p ${project}`}>
        Nothing waits. A change to a protected environment stands here until somebody else has approved it.
      </Empty>
    </div>
  );
}

function Ended({ project, state }: { project: string; state: State }) {
  const pages = usePages(listProposals, { params: { project }, query: { state } });
  if (pages.error && !pages.items) return <ProblemNote error={pages.error} retry={pages.retry} />;
  if (pages.isPending) return <Skeletons rows={6} />;
  if (pages.items?.length === 0)
    return (
      <div className="sw-panel">
        <Empty>No proposal is {state}.</Empty>
      </div>
    );
  return (
    <>
      <ul className={`sw-panel ${css.list}`} aria-label={`Proposals that are ${state}`}>
        {pages.items?.map((proposal) => (
          <ProposalRow key={proposal.id} project={project} proposal={proposal} />
        ))}
      </ul>
      <EndlessEnd more={pages.more} isMoreComing={pages.isMoreComing} older="Older proposals" />
    </>
  );
}
