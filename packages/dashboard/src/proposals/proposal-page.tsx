import { getProposal, type Proposal } from '@slipway/api';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRead } from '../app/api.ts';
import { LinkedWords } from '../changes/change-sentence.tsx';
import { ERASED } from '../changes/content.ts';
import { sentence } from '../flags/phrase.ts';
import { Copy } from '../ui/copy.tsx';
import { Show } from '../ui/loading.tsx';
import { isMissing } from '../ui/missing.ts';
import { NoSuch } from '../ui/no-such.tsx';
import { Page, Section } from '../ui/page.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time, useNow } from '../ui/time.tsx';
import { ProposalDecision } from './proposal-decision.tsx';
import { ProposalEffects } from './proposal-effects.tsx';
import { authorName } from './proposal-row.tsx';
import { proposedWords } from './proposal-words.ts';
import css from './proposals.module.css';
import { approvalsWords, effectVerbs, meaningOf, stateLooks } from './state-words.ts';

const HASH_LENGTH = 12;

/** A change that waits: what it would do, why, and who has to say yes. */
export function ProposalPage() {
  const { project, proposal: id } = useParams({ from: '/signed-in/projects/$project/approvals/$proposal' });
  const proposal = useRead(getProposal, { params: { project, proposal: id } });
  const body = proposal.data?.body;
  if (!body && isMissing(proposal.error, 'proposal-not-found'))
    return <UnknownProposal project={project} proposal={id} />;
  return (
    <Page
      title={`Proposal ${id}`}
      name={`Proposal ${id}`}
      state={
        <span role="status">
          {body ? (
            <StateMark look={stateLooks[body.state].look}>{stateLooks[body.state].words}</StateMark>
          ) : null}
        </span>
      }
      actions={
        <Link to="/projects/$project/approvals" params={{ project }} className="sw-link">
          All approvals
        </Link>
      }
    >
      <Show of={proposal} rows={8}>
        {(reply) => <ProposalBody project={project} proposal={reply.body} />}
      </Show>
    </Page>
  );
}

function UnknownProposal({ project, proposal }: { project: string; proposal: string }) {
  return (
    <NoSuch
      what="proposal"
      list={
        <Link to="/projects/$project/approvals" params={{ project }} className="sw-link">
          See all approvals
        </Link>
      }
    >
      This project has no proposal {proposal}. Numbers are given in order: the newest are at the top of the
      list.
    </NoSuch>
  );
}

function ProposalBody({ project, proposal }: { project: string; proposal: Proposal }) {
  const now = useNow();
  return (
    <>
      <p className={css.what}>
        <LinkedWords of={sentence(proposedWords(proposal, now))} project={project} />
      </p>
      {proposal.reason ? <p className={css.reason}>“{proposal.reason}”</p> : null}
      <StateNote project={project} proposal={proposal} />
      <div className={css.columns}>
        <div>
          <Section title={effectVerbs[proposal.state].heading}>
            <ProposalEffects project={project} proposal={proposal} />
          </Section>
        </div>
        <div>
          <Section title="Approvals">
            <ProposalFacts proposal={proposal} />
          </Section>
          {proposal.state === 'open' ? <ProposalDecision project={project} proposal={proposal} /> : null}
        </div>
      </div>
    </>
  );
}

/** What its state means and what to do next. */
function StateNote({ project, proposal }: { project: string; proposal: Proposal }) {
  const { what, next } = meaningOf(proposal);
  return (
    <div className={css.note} data-state={proposal.state} role="status">
      <p>{what}</p>
      <p className={css.next}>
        {next} <NextLink project={project} proposal={proposal} />
      </p>
    </div>
  );
}

function NextLink({ project, proposal: { state, params } }: { project: string; proposal: Proposal }) {
  const { flag, segment, environment } = params;
  if (state === 'open') return null;
  if (state === 'applied')
    return (
      <Link
        to="/projects/$project/changes"
        params={{ project }}
        search={{ ...(flag ? { flag } : {}), ...(segment ? { segment } : {}) }}
        className="sw-link"
      >
        See its changes
      </Link>
    );
  if (flag)
    return (
      <Link
        to="/projects/$project/flags/$flag"
        params={{ project, flag }}
        search={environment ? { environment } : {}}
        className="sw-link"
      >
        Open {flag}
      </Link>
    );
  if (segment)
    return (
      <Link to="/projects/$project/segments/$segment" params={{ project, segment }} className="sw-link">
        Open {segment}
      </Link>
    );
  return environment ? (
    <Link
      to="/projects/$project/environments/$environment"
      params={{ project, environment }}
      className="sw-link"
    >
      Open {environment}
    </Link>
  ) : null;
}

function ProposalFacts({ proposal }: { proposal: Proposal }) {
  return (
    <div className={`sw-panel ${css.card}`}>
      <p className={css.count}>{approvalsWords(proposal)}</p>
      <ul className={css.approvals}>
        {proposal.approvals.map(({ by, at, isCounted }) => (
          <li key={`${by.kind}:${by.id}`}>
            <StateMark look={isCounted ? 'applied' : 'ended'} quiet>
              {by.name || ERASED}
            </StateMark>
            <span className="sw-muted">
              {isCounted ? '' : 'may no longer approve, '}
              <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
      <dl className={css.list}>
        <Fact name="Proposed by">{authorName(proposal)}</Fact>
        <Fact name="Proposed">
          <Time at={proposal.createdAt} />
        </Fact>
        {proposal.endedAt ? (
          <Fact name="Ended">
            <Time at={proposal.endedAt} />
          </Fact>
        ) : null}
        <Fact name="Hash">
          <span className="sw-mono" title={proposal.hash}>
            {proposal.hash.slice(0, HASH_LENGTH)}
          </span>{' '}
          <Copy value={proposal.hash} what="hash" />
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
