import { Button, Checkbox } from '@mantine/core';
import type { Environment, Override } from '@slipway/api';
import { IconFlag, IconUsersGroup } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useGlow } from '../app/glow.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Words } from '../flags/words-view.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { jsonText } from '../ui/json-text.ts';
import { StateMark } from '../ui/state-mark.tsx';
import { Time, useNow } from '../ui/time.tsx';
import { ContentDifferences } from './content-differences.tsx';
import { contentWords } from './content-words.ts';
import css from './environments.module.css';

interface OverrideRowProps {
  project: string;
  environment: Environment;
  override: Override;
  isChosen: boolean;
  toggle: () => void;
  discard: () => void;
}

/** What an environment says itself: in a sentence, and as a diff to what it would inherit. */
export function OverrideRow({ project, environment, override, isChosen, toggle, discard }: OverrideRowProps) {
  const { kind, key, own, killedHere, updatedAt } = override;
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={css.override} {...useGlow(`${kind}:${key}:${environment.key}`)}>
      <Checkbox
        size="xs"
        aria-label={`Choose ${kind} ${key}`}
        checked={isChosen}
        onChange={toggle}
        disabled={own === null}
      />
      <div className={css.overrideBody}>
        <div className={css.overrideHead}>
          {kind === 'flag' ? (
            <IconFlag size={15} role="img" aria-label="Flag" />
          ) : (
            <IconUsersGroup size={15} role="img" aria-label="Segment" />
          )}
          <SubjectLink project={project} kind={kind} subject={key} />
          {killedHere ? <StateMark look="killed">killed here</StateMark> : null}
          <span className={`sw-muted ${css.overrideTime}`}>
            <Time at={updatedAt} />
          </span>
        </div>
        <p>
          {own === null ? (
            'Only the kill is its own; the rest follows.'
          ) : (
            <>
              {killedHere ? 'Once restored: ' : ''}
              <Words of={contentWords({ kind, content: own }, now)} />
            </>
          )}
        </p>
        <InheritedLine override={override} base={environment.base} now={now} />
        {isOpen ? (
          <div className={css.diff}>
            <ContentDifferences
              kind={kind}
              before={override.inherited}
              after={own}
              labels={[environment.base ?? 'As defined', environment.key]}
              subject={key}
            />
          </div>
        ) : null}
      </div>
      <div className={css.overrideActions}>
        {own === null ? null : (
          <>
            <Button
              size="compact-sm"
              variant="subtle"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? 'Hide diff' : 'Diff'} of ${kind} ${key}`}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? 'Hide diff' : 'Diff'}
            </Button>
            <DiscardButton
              project={project}
              environment={environment}
              override={override}
              discard={discard}
            />
          </>
        )}
      </div>
    </li>
  );
}

function SubjectLink({
  project,
  kind,
  subject,
}: {
  project: string;
  kind: Override['kind'];
  subject: string;
}) {
  const common = { className: `sw-mono ${css.subject}` };
  if (kind === 'flag')
    return (
      <Link to="/projects/$project/flags/$flag" params={{ project, flag: subject }} {...common}>
        {subject}
      </Link>
    );
  return (
    <Link to="/projects/$project/segments/$segment" params={{ project, segment: subject }} {...common}>
      {subject}
    </Link>
  );
}

function InheritedLine({ override, base, now }: { override: Override; base: string | null; now: number }) {
  const { kind, inherited, own } = override;
  if (own === null || inherited === null) return null;
  if (jsonText(own) === jsonText(inherited))
    return (
      <p className="sw-muted">
        The same as {base === null ? 'defined' : `in ${base}`} at present, but on its own.
      </p>
    );
  return (
    <p className="sw-muted">
      {base === null ? 'As defined: ' : `In ${base}: `}
      <Words of={contentWords({ kind, content: inherited }, now)} />
    </p>
  );
}

interface DiscardButtonProps {
  project: string;
  environment: Environment;
  override: Override;
  discard: () => void;
}

function DiscardButton({ project, environment, override, discard }: DiscardButtonProps) {
  const may = useMay(project);
  const { kind, key } = override;
  const scope = { environment: environment.key, ...(kind === 'segment' ? { segment: key } : {}) };
  return (
    <GuardedButton
      size="compact-sm"
      variant="default"
      refusal={refusalOf(may, kind === 'flag' ? 'flag:write' : 'segment:write', scope)}
      aria-label={`Discard the difference of ${kind} ${key}`}
      onClick={discard}
    >
      Discard
    </GuardedButton>
  );
}
