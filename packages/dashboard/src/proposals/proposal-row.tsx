import type { Proposal } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useGlow } from '../app/glow.ts';
import { Place } from '../changes/change-row.tsx';
import { actorName } from '../changes/content.ts';
import { sentence } from '../flags/phrase.ts';
import { StateMark } from '../ui/state-mark.tsx';
import { Time, useNow } from '../ui/time.tsx';
import { PlainWords } from './plain-words.tsx';
import { proposedWords } from './proposal-words.ts';
import css from './proposals.module.css';
import { protectedIn } from './standing.ts';
import { approvalsWords, stateLooks } from './state-words.ts';

/** A proposal in a list: what, why, by whom; leads to its page. */
export function ProposalRow({ project, proposal }: { project: string; proposal: Proposal }) {
  const now = useNow();
  const { look, words } = stateLooks[proposal.state];
  return (
    <li className={css.row} {...useGlow(`proposal:${proposal.id}`)}>
      <div className={css.words}>
        <Link
          to="/projects/$project/approvals/$proposal"
          params={{ project, proposal: proposal.id }}
          className={css.open ?? ''}
        >
          <PlainWords of={sentence(proposedWords(proposal, now))} project={project} />
        </Link>
        {proposal.reason ? <p className={css.why}>“{proposal.reason}”</p> : null}
        <p className={css.facts}>
          {authorName(proposal)}, <Time at={proposal.createdAt} /> · proposal {proposal.id}
          {protectedIn(proposal)
            .filter((one) => one !== proposal.params.environment)
            .map((environment) => (
              <span key={environment}>
                {' '}
                · <Place project={project} environment={environment} />
              </span>
            ))}
        </p>
      </div>
      <span className={css.state}>
        <StateMark look={look}>{proposal.state === 'open' ? approvalsWords(proposal) : words}</StateMark>
      </span>
    </li>
  );
}

export function authorName({ author: { kind, id, name } }: Proposal): string {
  return actorName({ kind: kind === 'token' ? 'token' : 'person', id, name });
}
