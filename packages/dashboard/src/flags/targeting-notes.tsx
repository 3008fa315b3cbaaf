import { Button } from '@mantine/core';
import { type Environment, type Flag, type FlagState, listOverrides, type Proposal } from '@slipway/api';
import { IconArrowFork, IconClock, IconEye, IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useAll } from '../app/api.ts';
import { DiscardOverride } from '../environments/discard-override.tsx';
import { diffContents } from './content-diff.ts';
import css from './targeting-notes.module.css';
import { Words } from './words-view.tsx';

/** One line above the ladder. */
function Note({ icon, children, action }: { icon: ReactNode; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.note}>
      <span className={css.icon} aria-hidden>
        {icon}
      </span>
      <p>{children}</p>
      {action}
    </div>
  );
}

export function ReadOnlyNote({ why }: { why: string }) {
  return <Note icon={<IconEye size={16} />}>You can look at everything here. {why}</Note>;
}

interface OriginNoteProps {
  project: string;
  environment: Environment;
  state: FlagState;
  /** Null = one may. */
  refusal: string | null;
}

/** Where the config comes from, and the way back to its base. */
export function OriginNote({ project, environment, state, refusal }: OriginNoteProps) {
  const { base } = environment;
  if (base === null) {
    if (state.source !== 'default') return null;
    return (
      <Note icon={<IconInfoCircle size={16} />}>
        As the flag was created: nobody has configured it here yet.
      </Note>
    );
  }
  if (state.source === 'override')
    return (
      <OverrideNote project={project} environment={environment} state={state} base={base} refusal={refusal} />
    );
  return (
    <Note icon={<IconArrowFork size={16} />}>
      Inherits from <strong>{state.inheritedFrom ?? base}</strong> and follows it live.
      {refusal === null ? ' Saving a change makes it differ from there on.' : ''}
    </Note>
  );
}

function OverrideNote({ project, environment, state, base, refusal }: OriginNoteProps & { base: string }) {
  const [isOpen, setOpen] = useState(false);
  const { data } = useAll(listOverrides, { params: { project, environment: environment.key } });
  const override = data?.find(({ kind, key }) => kind === 'flag' && key === state.flag);
  const isDiscardable = refusal === null && override !== undefined && override.own !== null;
  return (
    <>
      <Note
        icon={<IconArrowFork size={16} />}
        action={
          isDiscardable ? (
            <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
              Discard difference
            </Button>
          ) : null
        }
      >
        Differs from <strong>{base}</strong>: what changes there no longer arrives here.
      </Note>
      {isOpen && override ? (
        <DiscardOverride
          project={project}
          environment={environment}
          override={override}
          close={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

interface ProposalNoteProps {
  project: string;
  flag: Flag;
  environment: Environment;
  proposal: Proposal;
}

/** A change to this flag here that waits for approval, in words. */
export function ProposalNote({ project, flag, environment, proposal }: ProposalNoteProps) {
  const effect = proposal.effects.find((one) => one.environment === environment.key && one.key === flag.key);
  const [first, ...more] = effect ? diffContents('flag', effect.before, effect.after) : [];
  return (
    <Note
      icon={<IconClock size={16} />}
      action={
        <Link
          className="sw-link"
          to="/projects/$project/approvals/$proposal"
          params={{ project, proposal: proposal.id }}
        >
          Open proposal
        </Link>
      }
    >
      {proposal.author.name} proposes: {first ? <Words of={first.phrase} /> : 'a change here'}
      {more.length > 0 ? ` and ${more.length} more` : ''}. It waits for an approval.
    </Note>
  );
}
