import type { Environment, FlagOverview, Problem, Proposal, Serving } from '@slipway/api';
import { IconArrowBackUp, IconHandStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { Words } from '../flags/words-view.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';
import { ChangeMark } from './change-mark.tsx';
import { ChangeSentence } from './change-sentence.tsx';
import css from './on-call.module.css';
import { killNow, revertNow } from './on-call-acts.ts';
import { beforeWords, type OnCallRow } from './on-call-rows.ts';
import { RatesLine } from './rates-line.tsx';
import { RestoreFor } from './restore-for.tsx';
import { RevertProblem } from './revert-problem.tsx';
import { insteadOfRevert } from './revert-words.ts';

interface RowProps {
  project: string;
  row: OnCallRow;
  isNew: boolean;
  /** How its flag stands now; undefined while that is not known. */
  now: FlagOverview | undefined;
}

/** A change with what it did, and both ways out of it under the thumb. */
export function OnCallRowView({ project, row, isNew, now }: RowProps) {
  const { change } = row;
  const before = beforeWords(change);
  return (
    <li className={css.row} data-glow={isNew || undefined}>
      <ChangeMark change={change} size={16} />
      <div className={css.words}>
        <p className={css.what}>
          <ChangeSentence change={change} project={project} />
        </p>
        {before ? (
          <p className={css.before}>
            Before, it was <Words of={before} />
          </p>
        ) : null}
        {change.reason ? <p className={css.before}>“{change.reason}”</p> : null}
        <RatesLine project={project} row={row} isObserved={now?.observe ?? false} />
        <p className={css.when}>
          <Time at={change.at} />
          {row.environments.length > 1 ? ` in ${row.environments.map(({ name }) => name).join(', ')}` : ''}
        </p>
      </div>
      <RowActions project={project} row={row} servings={now?.environments} />
    </li>
  );
}

interface RowActionsProps {
  project: string;
  row: OnCallRow;
  servings: readonly Serving[] | undefined;
}

function RowActions({ project, row, servings }: RowActionsProps) {
  return (
    <div className={css.actions}>
      {row.flag === null ? null : (
        <KillOrRestore project={project} row={row} flag={row.flag} servings={servings} />
      )}
      <Revert project={project} row={row} />
    </div>
  );
}

function KillOrRestore({ project, row, flag, servings }: RowActionsProps & { flag: string }) {
  const may = useMay(project);
  const submit = useSubmit();
  const [isSending, setSending] = useState(false);
  const [isRestoring, setRestoring] = useState(false);
  const killed = row.environments.filter(({ key }) =>
    servings?.some(({ environment, killedHere }) => environment === key && killedHere),
  );
  const alive = row.environments.filter((one) => !killed.includes(one));
  const [first] = killed;
  // What is off can be killed as well, against a schedule that would switch it on; it is not what one looks for.
  const isServing = alive.some(
    ({ key }) => servings?.find(({ environment }) => environment === key)?.kind !== 'off',
  );
  const refusalIn = (permission: 'flag:kill' | 'flag:restore', keys: typeof alive): string | null =>
    keys.map(({ key }) => refusalOf(may, permission, { environment: key })).find((one) => one !== null) ??
    null;
  const label = killLabel(row, alive);
  const kill = async (): Promise<void> => {
    setSending(true);
    await killNow(submit, {
      project,
      flag,
      environments: alive,
      mayRestore: refusalIn('flag:restore', alive) === null,
    });
    setSending(false);
  };
  if (row.change.action === 'archive') return null;
  if (first && alive.length === 0)
    return (
      <>
        <StateMark look="killed">killed</StateMark>
        <GuardedButton
          className={css.action ?? ''}
          variant="default"
          refusal={refusalIn('flag:restore', [first])}
          onClick={() => setRestoring(true)}
        >
          Restore
        </GuardedButton>
        {isRestoring ? (
          <RestoreFor project={project} flag={flag} environment={first} close={() => setRestoring(false)} />
        ) : null}
      </>
    );
  return (
    <GuardedButton
      className={`${css.action} ${isServing ? css.kill : ''}`}
      {...(isServing ? { color: 'red' } : { variant: 'default' })}
      loading={isSending}
      leftSection={<IconHandStop size={18} aria-hidden />}
      aria-label={`${label}: ${flag} in ${alive.map(({ name }) => name).join(', ')}`}
      refusal={refusalIn('flag:kill', alive)}
      onClick={() => void kill()}
    >
      {label}
    </GuardedButton>
  );
}

function killLabel({ environments }: OnCallRow, alive: readonly Environment[]): string {
  if (alive.length > 1) return `Kill in ${alive.length} environments`;
  return environments.length > 1 ? `Kill in ${alive[0]?.name}` : 'Kill';
}

function Revert({ project, row }: { project: string; row: OnCallRow }) {
  const { change, revertedBy } = row;
  const may = useMay(project);
  const submit = useSubmit();
  const [isSending, setSending] = useState(false);
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (insteadOfRevert(change) !== null) return null;
  if (revertedBy !== null)
    return (
      <Link
        to="/projects/$project/changes"
        params={{ project }}
        search={{ change: revertedBy }}
        className={`sw-link ${css.done}`}
      >
        Reverted by change {revertedBy}
      </Link>
    );
  if (proposal)
    return (
      <Link
        to="/projects/$project/approvals/$proposal"
        params={{ project, proposal: proposal.id }}
        className={`sw-link ${css.done}`}
      >
        Revert waits: proposal {proposal.id}
      </Link>
    );
  const revert = async (): Promise<void> => {
    setSending(true);
    const outcome = await revertNow(submit, project, row);
    setSending(false);
    if (outcome.kind === 'proposed') setProposal(outcome.proposal);
    if (outcome.kind === 'refused') setProblem(outcome.problem);
  };
  const scope = change.environment === null ? {} : { environment: change.environment };
  return (
    <>
      <GuardedButton
        className={css.action ?? ''}
        variant="default"
        loading={isSending}
        leftSection={<IconArrowBackUp size={18} aria-hidden />}
        aria-label={`Revert change ${change.id} of ${change.key}`}
        refusal={refusalOf(may, 'change:revert', scope)}
        onClick={() => void revert()}
      >
        Revert
      </GuardedButton>
      {problem ? <RevertProblem project={project} problem={problem} className={css.problem} /> : null}
    </>
  );
}
