import { type Environment, killFlag, killFlagEverywhere, restoreFlag, revertChange } from '@slipway/api';
import type { Outcome, Submit } from '../app/submit.tsx';
import { offerUndo } from '../app/undo.tsx';
import type { OnCallRow } from './on-call-rows.ts';

interface KillAt {
  project: string;
  flag: string;
  environments: readonly Environment[];
  /** Whoever may restore sees the way back. */
  mayRestore: boolean;
}

/** Kills at once, without a question. */
export async function killNow(
  submit: Submit,
  { project, flag, environments, mayRestore }: KillAt,
): Promise<void> {
  const [first] = environments;
  if (!first) return;
  const names = environments.map(({ name }) => name).join(', ');
  const what = `Kill ${flag} in ${names}`;
  const params = { project, flag };
  const outcome =
    environments.length === 1
      ? await submit(killFlag, { params: { ...params, environment: first.key }, body: {} }, { what })
      : await submit(
          killFlagEverywhere,
          { params, body: { environments: environments.map(({ key }) => key) } },
          { what },
        );
  if (outcome.kind !== 'done' || !mayRestore) return;
  offerUndo(`${flag} is killed in ${names}.`, async () => {
    for (const { key, name } of environments)
      await submit(
        restoreFlag,
        { params: { ...params, environment: key }, body: { reason: 'The kill was undone.' } },
        { what: `Restore ${flag} in ${name}` },
      );
  });
}

/** Reverts at once; where protected, the proposal opens. */
export function revertNow(submit: Submit, project: string, { change }: OnCallRow): Promise<Outcome<unknown>> {
  return submit(
    revertChange,
    { params: { project, change: change.id }, body: { reason: 'Reverted on call.' } },
    { what: `Revert change ${change.id} of ${change.key}`, own: ['revert-conflict', 'not-revertible'] },
  );
}
