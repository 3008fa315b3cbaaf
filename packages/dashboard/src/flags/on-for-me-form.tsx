import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { getMe, updateMe } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { useWho } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { describeProblem } from '../ui/problem.tsx';
import { writeConfig } from './flag-acts.ts';
import css from './on-for-me.module.css';
import { isEnabledForOthers, obstacleTo, offeredHours, withMe } from './on-for-me.ts';
import type { FlagHere } from './use-flag-here.ts';

const HOUR_MS = 3_600_000;

export function OnForMeForm({ here, close }: { here: FlagHere; close: () => void }) {
  const who = useWho();
  const submit = useSubmit();
  const { flag, environment, state } = here;
  const offered = Object.keys(flag.variants).filter((name) => name !== state.config.offVariant);
  const [hours, setHours] = useState<number>(4);
  const [key, setKey] = useState(who.targetingKey ?? '');
  const [variant, setVariant] = useState(offered[0] ?? state.config.offVariant);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const now = Date.now();
  const wish = { person: who.id, key: key.trim(), variant, until: now + hours * HOUR_MS };
  const obstacle = wish.key === '' ? null : obstacleTo(state.config, wish, now);
  const send = async (): Promise<void> => {
    setSending(true);
    setProblem(null);
    const failed = await rememberKey(wish.key, who.targetingKey);
    if (failed === null) {
      const outcome = await writeConfig(submit, here, {
        what: `Switch ${flag.key} on for ${who.name} in ${environment.name}`,
        config: withMe(state.config, wish, now),
        reason: `On for ${who.name} for ${hours} ${hours === 1 ? 'hour' : 'hours'}.`,
        isReasoned: true,
      });
      if (outcome.kind === 'done' || outcome.kind === 'proposed') return close();
      if (outcome.kind === 'conflict')
        setProblem('Somebody changed the flag meanwhile. Look at it, then try again.');
    } else setProblem(failed);
    setSending(false);
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (wish.key !== '' && obstacle === null) void send();
      }}
    >
      <TextInput
        label="Your targeting key"
        description={
          who.targetingKey
            ? undefined
            : 'By what the application knows you, such as your user id there. It is kept in your account.'
        }
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        maxLength={500}
        {...(who.targetingKey ? {} : { 'data-autofocus': true })}
      />
      {offered.length > 1 ? (
        <Select
          label="Variant"
          data={offered}
          value={variant}
          allowDeselect={false}
          onChange={(next) => setVariant(next ?? variant)}
          comboboxProps={{ withinPortal: false }}
        />
      ) : null}
      <div>
        <span className={css.label} id="on-for-me-hours">
          For how long
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby="on-for-me-hours"
          value={String(hours)}
          onChange={(value) => setHours(Number(value))}
          data={offeredHours.map((count) => ({ value: String(count), label: `${count} h` }))}
        />
      </div>
      <p className={css.says} role="status">
        {problem ?? obstacle ?? sayingOf(here, variant)}
      </p>
      <Button type="submit" fullWidth disabled={wish.key === '' || obstacle !== null} loading={isSending}>
        {environment.isProtected ? 'Propose' : 'Switch on for me'}
      </Button>
    </form>
  );
}

function sayingOf({ state, environment, flag }: FlagHere, variant: string): string {
  const others = isEnabledForOthers(state.config, Date.now())
    ? 'Nothing changes for others.'
    : `The flag stays off for everybody else in ${environment.name}.`;
  const required = state.config.prerequisites.map(({ flag: key }) => `“${key}”`).join(' and ');
  const unless = required === '' ? '' : ` It needs ${required} to be on for you too.`;
  return `Your key gets “${variant}” of ${flag.key}. ${others}${unless}`;
}

/** Keeps the key in one’s account; answers what went wrong. */
async function rememberKey(key: string, known: string | null | undefined): Promise<string | null> {
  if (key === known) return null;
  try {
    await client.call(updateMe, { body: { targetingKey: key } });
    await forget([getMe.id]);
    return null;
  } catch (error) {
    return describeProblem(error).detail;
  }
}
