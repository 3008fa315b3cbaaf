import { Button, Group, Popover, Radio, Textarea } from '@mantine/core';
import type { Environment, FlagOverview } from '@slipway/api';
import { useState } from 'react';
import { EnvironmentName } from '../ui/environment-name.tsx';
import type { Box } from './flag-list-anchor.ts';
import { audienceOf, counted, isOn } from './flag-list-words.ts';
import { servingIn } from './switch-cell-act.ts';
import css from './switch-cell-popover.module.css';

/** A switch that is being thought over, beside the switch. */
export interface Asking {
  row: FlagOverview;
  environment: Environment;
  box: Box;
  /** What has happened since one clicked. */
  notice: string | null;
  /** Future schedule entries: keep or discard them? */
  hasSchedule: boolean;
}

export interface Answer {
  to: boolean | 'restore' | 'kill';
  reason: string;
  schedule?: 'keep' | 'discard';
}

interface SwitchPopoverProps {
  asking: Asking;
  answer: (answer: Answer | null) => void;
  /** Why one may not restore here; null = one may. */
  restoreRefusal: string | null;
}

export function SwitchPopover({ asking, answer, restoreRefusal }: SwitchPopoverProps) {
  const { box } = asking;
  return (
    <Popover
      opened
      onDismiss={() => answer(null)}
      position="bottom-start"
      shadow="md"
      trapFocus
      width={410}
      withRoles={false}
      hideDetached={false}
      withinPortal={false}
      transitionProps={{ duration: 60 }}
    >
      <Popover.Target>
        <span aria-hidden className={css.anchor} style={box} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={titleOf(asking)} className={css.dropdown ?? ''}>
        <SwitchForm asking={asking} answer={answer} restoreRefusal={restoreRefusal} />
      </Popover.Dropdown>
    </Popover>
  );
}

function titleOf({ row, environment }: Asking): string {
  const serving = servingIn(row, environment.key);
  const verb = serving?.kind === 'killed' ? 'Restore' : 'Switch';
  const way = verb === 'Restore' ? '' : serving && isOn(serving) ? ' off' : ' on';
  return `${verb} ${row.key}${way} in ${environment.name}`;
}

function SwitchForm({ asking, answer, restoreRefusal }: SwitchPopoverProps) {
  const { row, environment, notice, hasSchedule } = asking;
  const [reason, setReason] = useState('');
  const [schedule, setSchedule] = useState<'keep' | 'discard'>('keep');
  const serving = servingIn(row, environment.key);
  if (!serving) return null;
  const to = serving.kind === 'killed' ? ('restore' as const) : !isOn(serving);
  const refusal = to === 'restore' ? restoreRefusal : null;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (refusal === null) answer({ to, reason: reason.trim(), ...(hasSchedule ? { schedule } : {}) });
      }}
    >
      <p className={css.title}>
        <span>{to === 'restore' ? 'Restore' : 'Switch'}</span>
        <span className="sw-mono">{row.key}</span>
        <span>{to === 'restore' ? 'in' : `${to ? 'on' : 'off'} in`}</span>
        <EnvironmentName
          name={environment.name}
          isPermanent={environment.kind === 'permanent'}
          isProtected={environment.isProtected}
        />
      </p>
      {notice ? (
        <p role="alert" className={css.notice}>
          {notice}
        </p>
      ) : null}
      <p className="sw-muted">{effectOf(row, asking, to)}</p>
      {hasSchedule ? <ScheduleChoice value={schedule} onChange={setSchedule} /> : null}
      <Textarea
        label="Reason"
        description={environment.isProtected ? 'Whoever approves reads it.' : undefined}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2000}
        data-autofocus
        onKeyDown={submitOnEnter}
      />
      {refusal ? <p className={css.notice}>{refusal}</p> : null}
      <Group justify="flex-end" gap="xs">
        {to === false && environment.isProtected ? (
          <Button
            size="xs"
            variant="subtle"
            className={css.kill ?? ''}
            onClick={() => answer({ to: 'kill', reason: reason.trim() })}
          >
            Kill now
          </Button>
        ) : null}
        <Button size="xs" variant="default" onClick={() => answer(null)}>
          Cancel
        </Button>
        <Button size="xs" type="submit" disabled={refusal !== null}>
          {buttonWords(to, environment.isProtected)}
        </Button>
      </Group>
    </form>
  );
}

/** Enter sends, as in a field of one line; Shift makes a new one. */
function submitOnEnter(event: React.KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function buttonWords(to: boolean | 'restore', isProtected: boolean): string {
  const verb = to === 'restore' ? 'Restore' : to ? 'Switch on' : 'Switch off';
  if (!isProtected) return verb;
  return to === 'restore' ? 'Propose restoring' : `Propose switching ${to ? 'on' : 'off'}`;
}

function effectOf(row: FlagOverview, { environment }: Asking, to: boolean | 'restore'): string {
  const serving = servingIn(row, environment.key);
  if (!serving) return '';
  if (to === false) return 'Everybody gets the off variant.';
  if (to === 'restore') return 'It serves again what its targeting says.';
  const asked =
    row.evaluations > 0 ? ` Evaluated ${counted(row.evaluations, 'time')} in the last 24 hours.` : '';
  return `Who gets it: ${audienceOf(serving)}.${asked}`;
}

interface ScheduleChoiceProps {
  value: 'keep' | 'discard';
  onChange: (value: 'keep' | 'discard') => void;
}

function ScheduleChoice({ value, onChange }: ScheduleChoiceProps) {
  return (
    <Radio.Group
      label="It has a schedule"
      value={value}
      onChange={(next) => onChange(next === 'discard' ? 'discard' : 'keep')}
    >
      <Radio value="keep" label="Keep it: it switches again as planned" size="xs" mt={6} />
      <Radio value="discard" label="Discard it" size="xs" mt={6} />
    </Radio.Group>
  );
}
