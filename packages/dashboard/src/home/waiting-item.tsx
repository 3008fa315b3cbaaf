import type { FlagOverview, Proposal } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useEnvironments } from '../app/environment.tsx';
import { actorName, ERASED } from '../changes/content.ts';
import { environmentPart, flagPart, type Part, type Phrase, say, sentence } from '../flags/phrase.ts';
import { proposedWords } from '../proposals/proposal-words.ts';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';
import css from './home.module.css';
import type { Waiting } from './waiting.ts';

interface WaitingItemProps<T> {
  project: string;
  item: T;
}

/** What is expected, as a link to it, with its circumstances. */
export function WaitingItem({ project, item }: WaitingItemProps<Waiting>) {
  if (item.kind === 'review') return <ReviewItem project={project} item={item} />;
  if (item.kind === 'stale-flag') return <StaleFlag project={project} flag={item.flag} />;
  return (
    <>
      <p className={css.what}>
        <Link
          to="/projects/$project/approvals/$proposal"
          params={{ project, proposal: item.proposal.id }}
          className={css.opens ?? ''}
        >
          <Words project={project} of={sentence(proposedWords(item.proposal))} />
        </Link>
      </p>
      {item.kind === 'approve' ? (
        <ToApprove proposal={item.proposal} />
      ) : (
        <Answered proposal={item.proposal} />
      )}
    </>
  );
}

function ToApprove({ proposal: { author, createdAt, reason } }: { proposal: Proposal }) {
  return (
    <p className={css.small}>
      <StateMark look="waiting" quiet>
        needs an approval
      </StateMark>
      <span>
        {author.name || ERASED}, <Time at={createdAt} />
        {reason ? `: “${reason}”` : ''}
      </span>
    </p>
  );
}

function Answered({ proposal: { state, note, endedAt } }: { proposal: Proposal }) {
  const isRejected = state === 'rejected';
  return (
    <p className={css.small}>
      <StateMark look={isRejected ? 'rejected' : 'stale'} quiet>
        {isRejected ? 'yours, rejected' : 'yours, gone stale'}
      </StateMark>
      <span>
        {endedAt === null ? null : <Time at={endedAt} />}
        {note ? `: ${isRejected ? `“${note}”` : note}` : ''}
      </span>
    </p>
  );
}

function ReviewItem({
  project,
  item: { review, kill },
}: WaitingItemProps<Extract<Waiting, { kind: 'review' }>>) {
  const { flag, environment, openedAt } = review;
  return (
    <>
      <p className={css.what}>
        <Link to="/projects/$project/approvals" params={{ project }} className={css.opens ?? ''}>
          <Words
            project={project}
            of={say`Look at the kill of ${flagPart(flag)} in ${environmentPart(environment)}`}
          />
        </Link>
      </p>
      <p className={css.small}>
        <StateMark look="killed" quiet>
          review open
        </StateMark>
        <span>
          {kill ? `${actorName(kill.actor)}, ` : ''}
          <Time at={openedAt} />
          {kill?.reason ? `: “${kill.reason}”` : ''}
        </span>
      </p>
    </>
  );
}

function StaleFlag({ project, flag: { key, staleness } }: { project: string; flag: FlagOverview }) {
  return (
    <>
      <p className={css.what}>
        <Link
          to="/projects/$project/flags/$flag"
          params={{ project, flag: key }}
          search={{ tab: 'settings' }}
          className={css.opens ?? ''}
        >
          Clean up <strong>{key}</strong>, which is yours
        </Link>
      </p>
      <p className={css.small}>
        <StateMark look="stale" quiet>
          {staleness.state}
        </StateMark>
        <span>{staleness.because}</span>
      </p>
    </>
  );
}

/** A sentence inside a link: its names are set apart and lead nowhere else. */
function Words({ project, of: { parts } }: { project: string; of: Phrase }) {
  return parts.map((part, index) =>
    typeof part === 'string' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is replaced as a whole.
      <Name key={index} project={project} part={part} />
    ),
  );
}

function Name({ project, part: { kind, text } }: { project: string; part: Exclude<Part, string> }) {
  const { data = [] } = useEnvironments(project);
  const known = kind === 'environment' ? data.find(({ key }) => key === text) : undefined;
  if (!known) return <strong>{text}</strong>;
  return (
    <strong>
      <EnvironmentName name={known.name} isPermanent={known.kind === 'permanent'} />
    </strong>
  );
}
