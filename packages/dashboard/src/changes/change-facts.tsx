import { Button, CopyButton } from '@mantine/core';
import type { Change } from '@slipway/api';
import { IconArrowBackUp, IconCheck, IconLink } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { absoluteTime } from '../ui/time.tsx';
import { ChangeDiff } from './change-diff.tsx';
import css from './change-facts.module.css';
import { Place } from './change-row.tsx';
import { actorName, ERASED } from './content.ts';
import { RevertDialog } from './revert-dialog.tsx';
import { insteadOfRevert } from './revert-words.ts';

interface ChangeFactsProps {
  project: string;
  change: Change;
}

/** An opened change: what it replaced, all that is known of it, and the way back. */
export function ChangeFacts({ project, change }: ChangeFactsProps) {
  return (
    <div className={css.facts}>
      <div className={css.diff}>
        <ChangeDiff change={change} />
      </div>
      <dl className={css.list}>
        <Fact name="Change">{change.id}</Fact>
        <Fact name="When">{absoluteTime(change.at)}</Fact>
        <Fact name="By">
          {actorName(change.actor)}
          {change.actor.kind === 'token' ? ' (a token)' : ''}
        </Fact>
        {change.onBehalfOf === null ? null : <Fact name="On behalf of">{change.onBehalfOf || ERASED}</Fact>}
        {change.origin === null ? null : <Fact name="From">{change.origin}</Fact>}
        {change.effects.length === 0 ? null : (
          <Fact name="Reached">
            {change.effects.map(({ environment, version }) => (
              <span key={environment} className={css.effect}>
                <Place project={project} environment={environment} /> → version {version}
              </span>
            ))}
          </Fact>
        )}
      </dl>
      <ChangeActions project={project} change={change} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ChangeActions({ project, change }: ChangeFactsProps) {
  const may = useMay(project);
  const [isReverting, setReverting] = useState(false);
  const instead = insteadOfRevert(change);
  const scope = change.environment === null ? {} : { environment: change.environment };
  return (
    <div className={css.actions}>
      {instead === null ? (
        <GuardedButton
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          refusal={refusalOf(may, 'change:revert', scope)}
          onClick={() => setReverting(true)}
        >
          Revert
        </GuardedButton>
      ) : (
        <p className={css.instead}>Cannot be reverted. {instead}</p>
      )}
      <CopyLink project={project} change={change} />
      {isReverting ? (
        <RevertDialog project={project} change={change} close={() => setReverting(false)} />
      ) : null}
    </div>
  );
}

function CopyLink({ project, change }: ChangeFactsProps) {
  const router = useRouter();
  const { publicHref } = router.buildLocation({
    to: '/projects/$project/changes',
    params: { project },
    search: { change: change.id },
  });
  return (
    <CopyButton value={`${location.origin}${router.history.createHref(publicHref)}`} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconLink size={14} aria-hidden />}
          onClick={copy}
        >
          {copied ? 'Copied' : 'Copy link'}
        </Button>
      )}
    </CopyButton>
  );
}
