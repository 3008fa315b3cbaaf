import type { EnvironmentRun, RunStep } from '@slipway/api';
import { IconCheck, IconCircleDashed, IconProgress, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import css from './hosting.module.css';
import { Elapsed } from './run-mark.tsx';
import { durationText, isMoving, stepTitle } from './run-words.ts';

const marks = {
  running: { icon: IconProgress, tone: 'moving', said: 'running' },
  done: { icon: IconCheck, tone: 'on', said: 'done' },
  failed: { icon: IconX, tone: 'killed', said: 'failed' },
} as const satisfies Record<RunStep['state'], object>;

interface TimelineProps {
  project: string;
  environment: string;
  run: EnvironmentRun;
  steps: readonly RunStep[];
  isReader: boolean;
}

/** What was done to bring it up, and how long each thing took; what runs now counts on. */
export function Timeline({ project, environment, run, steps, isReader }: TimelineProps) {
  return (
    <ol className={`sw-panel ${css.steps}`} aria-label="Steps">
      {steps.map((step) => (
        <Step
          key={`${step.name}:${step.service}:${step.startedAt}`}
          project={project}
          environment={environment}
          step={step}
          isReader={isReader}
        />
      ))}
      {steps.length === 0 ? (
        <li className={css.step} data-tone="off">
          <IconCircleDashed size={14} aria-hidden />
          <span className="sw-muted">{isMoving(run) ? 'Nothing has begun yet.' : 'No steps are kept.'}</span>
        </li>
      ) : null}
      {run.state === 'ready' && run.readyMs !== null ? (
        <li className={css.step} data-tone="on">
          <IconCheck size={14} aria-hidden />
          <strong>Ready</strong>
          <span className={css.stepTime}>{durationText(run.readyMs)} in all</span>
        </li>
      ) : null}
    </ol>
  );
}

interface StepProps {
  project: string;
  environment: string;
  step: RunStep;
  isReader: boolean;
}

function Step({ project, environment, step, isReader }: StepProps) {
  const { icon: Icon, tone, said } = marks[step.state];
  const title = stepTitle(step);
  return (
    <li className={css.step} data-tone={tone}>
      <Icon size={14} aria-hidden />
      <span>
        {title}
        <span className="sw-visually-hidden">, {said}</span>
        {step.detail === null ? null : <span className={css.stepDetail}> {step.detail}</span>}
      </span>
      <span className={css.stepTime}>
        {isReader ? (
          <Link
            to="/projects/$project/environments/$environment"
            params={{ project, environment }}
            search={{ tab: 'logs', source: step.log }}
            className="sw-link"
            aria-label={`Log of: ${title}`}
          >
            log
          </Link>
        ) : null}{' '}
        {step.endedAt === null ? (
          <Elapsed since={step.startedAt} />
        ) : (
          durationText(new Date(step.endedAt).getTime() - new Date(step.startedAt).getTime())
        )}
      </span>
    </li>
  );
}
