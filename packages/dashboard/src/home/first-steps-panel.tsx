import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { apiUrl } from '../app/place.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { factsOf } from '../flags/flag-filter.ts';
import { Command, Copy } from '../ui/copy.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import css from './first-steps.module.css';
import { firstCode, nextStep, type Step, type StepId } from './first-steps.ts';
import { stepWords } from './step-words.ts';
import type { Home } from './use-home.ts';

const CreateEnvironment = lazy(() =>
  import('../environments/create-environment.tsx').then((module) => ({ default: module.CreateEnvironment })),
);
const CreateFlag = lazy(() =>
  import('../flags/create-flag.tsx').then((module) => ({ default: module.CreateFlag })),
);
const InviteDialog = lazy(() =>
  import('../access/invite-dialog.tsx').then((module) => ({ default: module.InviteDialog })),
);

interface FirstStepsProps {
  project: string;
  home: Home;
  steps: readonly Step[];
  hide: () => void;
}

/** The way from an empty project to the first evaluation; ticks itself. */
export function FirstSteps({ project, home, steps, hide }: FirstStepsProps) {
  const [opened, open] = useState<StepId | null>(null);
  const navigate = useNavigate();
  const next = nextStep(steps);
  const act = (id: StepId): void => {
    if (id === 'token')
      void navigate({ to: '/projects/$project/settings', params: { project }, search: { tab: 'tokens' } });
    else open(id);
  };
  return (
    <section className={css.steps} aria-label="First steps">
      <div className={css.head}>
        <h2>First steps</h2>
        <span className="sw-muted" role="status">
          {steps.filter(({ isDone }) => isDone).length} of {steps.length} done
        </span>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={hide}>
          Hide
        </Button>
      </div>
      <ol className={`sw-panel ${css.list}`}>
        {steps.map((step) => (
          <StepRow key={step.id} step={step}>
            <StepAction project={project} id={step.id} next={next} home={home} act={act} />
          </StepRow>
        ))}
      </ol>
      <Suspense>
        <StepDialog project={project} home={home} id={opened} close={() => open(null)} />
      </Suspense>
    </section>
  );
}

function StepRow({ step: { id, isDone }, children }: { step: Step; children: ReactNode }) {
  const { title, means, lead, command } = stepWords[id];
  const Icon = isDone ? IconCircleCheckFilled : IconCircle;
  return (
    <li className={css.step} data-done={isDone || undefined}>
      <Icon size={20} className={css.tick} aria-hidden />
      <div className={css.words}>
        <h3>
          {title}
          <span className="sw-visually-hidden">{isDone ? ', done' : ', to do'}</span>
        </h3>
        {isDone ? null : (
          <>
            <p>{means}</p>
            <p className={css.command}>
              {lead} <Command>{command}</Command>
            </p>
          </>
        )}
      </div>
      {isDone ? null : children}
    </li>
  );
}

interface StepActionProps {
  project: string;
  id: StepId;
  next: StepId | null;
  home: Home;
  act: (id: StepId) => void;
}

function StepAction({ project, id, next, home, act }: StepActionProps) {
  const may = useMay(project);
  const { action } = stepWords[id];
  // Before there is a flag there is nothing to evaluate.
  if (!action) return next === 'token' || next === id ? <Code home={home} /> : null;
  return (
    <GuardedButton
      className={css.act ?? ''}
      variant={id === next ? 'filled' : 'default'}
      refusal={refusalOf(may, action.permission)}
      onClick={() => act(id)}
    >
      {action.verb}
    </GuardedButton>
  );
}

/** To be pasted into a service. */
function Code({ home }: { home: Home }) {
  const flag = home.flags.data?.find(({ type }) => type === 'boolean')?.key ?? 'new-checkout';
  const code = firstCode(apiUrl, flag);
  return (
    <div className={css.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <pre tabIndex={0}>{code}</pre>
      <Copy value={code} what="code" />
    </div>
  );
}

interface StepDialogProps {
  project: string;
  home: Home;
  id: StepId | null;
  close: () => void;
}

function StepDialog({ project, home, id, close }: StepDialogProps) {
  const environments = home.environments.data ?? [];
  const rows = home.flags.data ?? [];
  if (id === 'environment')
    return <CreateEnvironment project={project} existing={environments} close={close} />;
  if (id === 'flag')
    return <CreateFlag project={project} rows={rows} facts={factsOf(rows, environments)} close={close} />;
  return id === 'person' ? <InviteDialog project={project} close={close} /> : null;
}
