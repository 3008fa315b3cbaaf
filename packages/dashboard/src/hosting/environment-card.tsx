import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useGlow } from '../app/glow.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Copy } from '../ui/copy.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { useNow } from '../ui/time.tsx';
import css from './hosting.module.css';
import { RunMark } from './run-mark.tsx';
import { RunMenu } from './run-menu.tsx';
import { ageText, codeOf, expiryWords, type Hosted, isGone, viewersWords } from './run-words.ts';
import { useRunActs } from './use-run-acts.ts';

interface EnvironmentCardProps {
  project: string;
  environment: Hosted;
}

/** Is it up, what is in it, for how long yet. */
export function EnvironmentCard({ project, environment }: EnvironmentCardProps) {
  const { key, name, run, createdAt } = environment;
  const now = useNow();
  return (
    <li className={`sw-panel ${css.card}`} data-state={run.state} {...useGlow(`environment:${key}`)}>
      <div className={css.cardHead}>
        <h3>
          <Link
            to="/projects/$project/environments/$environment"
            params={{ project, environment: key }}
            className={css.opens ?? ''}
          >
            {name}
          </Link>
        </h3>
        <RunMark run={run} />
      </div>
      <Codes environment={environment} />
      <Trouble project={project} environment={environment} />
      <p className={css.facts}>
        <span>{run.createdBy}</span>
        <span>{ageText(createdAt, now)}</span>
        <span>{expiryWords(run, now)}</span>
        <span>{viewersWords(run.viewers)}</span>
      </p>
      <div className={css.cardFoot}>
        {isGone(run) ? null : (
          <>
            <OpenButton environment={environment} />
            <Copy value={run.url} what={`address of ${name}`} />
          </>
        )}
        <span style={{ marginLeft: 'auto' }}>
          <RunMenu project={project} environment={environment} />
        </span>
      </div>
    </li>
  );
}

/** In a tab of its own; one that sleeps wakes by it. */
export function OpenButton({ environment: { name, run } }: { environment: Hosted }) {
  const label = run.state === 'sleeping' ? 'Wake and open' : 'Open';
  return (
    <Button
      component="a"
      href={run.url}
      target="_blank"
      rel="noreferrer"
      size="compact-sm"
      variant={run.state === 'ready' ? 'light' : 'default'}
      rightSection={<IconExternalLink size={13} />}
      aria-label={`${label} ${name} in a new tab`}
    >
      {label}
    </Button>
  );
}

function Codes({ environment: { run } }: { environment: Hosted }) {
  const codes = codeOf(run);
  if (codes.length === 0) return <p className={css.facts}>{run.blueprint}</p>;
  return (
    <ul className={css.codes}>
      {codes.map(({ service, code, isAsked }) => (
        <li key={service}>
          <span className={css.codeOf}>{service}</span>
          <span className={`sw-mono ${css.code}`} data-asked={isAsked || undefined} title={code}>
            {code}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Why it does not go on, and what to do. */
export function Trouble({ project, environment: { key, run } }: EnvironmentCardProps) {
  const may = useMay(project);
  const acts = useRunActs(project, key, run);
  if (run.state === 'queued' && run.queue) return <p className={css.queue}>Waits: {run.queue.because}</p>;
  if (run.state !== 'failed' || !run.failure) return null;
  const { message, remedy } = run.failure;
  return (
    <div className={css.failure} role="status">
      <p>
        {message} {remedy}
      </p>
      <GuardedButton
        size="compact-sm"
        variant="default"
        refusal={refusalOf(may, 'environment:write', { environment: key })}
        onClick={() => void acts.wake()}
      >
        Try again
      </GuardedButton>
    </div>
  );
}
