import { Button, Group, Modal, Radio, Textarea } from '@mantine/core';
import { getEvaluations } from '@slipway/api';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { EnvironmentName, isProductionLike } from '../ui/environment-name.tsx';
import { useNow } from '../ui/time.tsx';
import type { Again, SwitchWish } from './flag-acts.ts';
import { stateWords } from './flag-serving.ts';
import css from './flag-switch.module.css';
import { onForEverybody } from './on-for-me.ts';
import type { FlagHere } from './use-flag-here.ts';
import { WhoLines } from './who-lines.tsx';
import { entriesInOrder, instantText } from './words.ts';

/** A switch that is being thought over; `why` one is asked again. */
export interface Asking {
  to: boolean;
  why: Again;
  reason: string;
}

interface SwitchDialogProps {
  here: FlagHere;
  asking: Asking;
  send: (wish: SwitchWish) => void;
  close: () => void;
}

export function SwitchDialog({ here, asking, send, close }: SwitchDialogProps) {
  const { to, why } = asking;
  const { environment, state, flag } = here;
  const now = useNow();
  const [reason, setReason] = useState(asking.reason);
  const [schedule, setSchedule] = useState<'keep' | 'discard'>('keep');
  const coming = entriesInOrder(state.config.schedule).filter(({ at }) => at > now);
  const isPermanent = environment.kind === 'permanent';
  const isReasonNeeded = to && isProductionLike(environment.name, isPermanent);
  const verb = to ? 'Switch on' : 'Switch off';
  return (
    <Modal
      opened
      onClose={close}
      title={
        <>
          {verb} {flag.key} in{' '}
          <EnvironmentName
            name={environment.name}
            isPermanent={isPermanent}
            isProtected={environment.isProtected}
          />
        </>
      }
    >
      <form
        className={css.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          send({ to, reason: reason.trim(), ...(coming.length > 0 ? { schedule } : {}) });
        }}
      >
        {why === 'changed-meanwhile' ? (
          <p className={css.notice} role="alert">
            Somebody changed it meanwhile: it is now{' '}
            {stateWords(state, now, here.holders.get(environment.key)).words}.
          </p>
        ) : null}
        {to ? (
          <Reach here={here} />
        ) : (
          <p>
            Everybody in {environment.name} gets “{state.config.offVariant}”.
          </p>
        )}
        {coming.length > 0 ? (
          <Radio.Group
            label={`A schedule is to come: ${coming.map(({ at, enabled }) => `${enabled ? 'on' : 'off'} ${instantText(at)}`).join(', ')}`}
            value={schedule}
            onChange={(next) => setSchedule(next === 'discard' ? 'discard' : 'keep')}
          >
            <Radio value="keep" label="Keep it: it switches again as planned" size="sm" mt={8} />
            <Radio value="discard" label="Discard it" size="sm" mt={8} />
          </Radio.Group>
        ) : null}
        <Textarea
          label={isReasonNeeded ? 'Reason' : 'Reason (optional)'}
          description={environment.isProtected ? 'Whoever approves reads it.' : 'Kept with the change.'}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" disabled={isReasonNeeded && reason.trim() === ''}>
            {environment.isProtected ? `Propose to ${verb.toLowerCase()}` : verb}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** Who will have it, and how often it is asked for. */
function Reach({ here }: { here: FlagHere }) {
  const now = useNow();
  const { project, flag, environment, state } = here;
  const params = { project, flag: flag.key, environment: environment.key };
  const { data } = useRead(getEvaluations, { params, query: { hours: 24 } });
  const config = { ...onForEverybody(state.config, now), schedule: [] };
  return (
    <div>
      <p className="sw-muted">Who has it then:</p>
      <WhoLines here={here} state={{ ...state, config }} />
      {data && data.body.total > 0 ? (
        <p className="sw-muted">
          Evaluated {data.body.total.toLocaleString('en')} times in the last 24 hours.
        </p>
      ) : null}
    </div>
  );
}
