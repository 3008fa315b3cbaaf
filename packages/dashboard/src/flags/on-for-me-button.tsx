import { Button, Popover, Tooltip } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay, useWho } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { useNow } from '../ui/time.tsx';
import { writeConfig } from './flag-acts.ts';
import css from './on-for-me.module.css';
import { meIn, withoutMe } from './on-for-me.ts';
import { OnForMeForm } from './on-for-me-form.tsx';
import { leftText } from './on-for-me-words.ts';
import type { FlagHere } from './use-flag-here.ts';

/** The flag for oneself alone, for some hours. */
export function OnForMe({ here }: { here: FlagHere }) {
  const who = useWho();
  const now = useNow();
  const may = useMay(here.project);
  const mine = meIn(here.state.config, who.id, now);
  const refusal = refusalOf(may, 'flag:write', { environment: here.environment.key });
  if (mine && !here.state.killed) return <Running here={here} {...mine} refusal={refusal} />;
  return (
    <Offer
      here={here}
      refusal={here.state.killed ? 'The flag is killed here, which comes before everything.' : refusal}
    />
  );
}

function Offer({ here, refusal }: { here: FlagHere; refusal: string | null }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" trapFocus width={320}>
      <Popover.Target>
        <GuardedButton
          variant="default"
          refusal={refusal}
          leftSection={<IconUserCheck size={16} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          On for me
        </GuardedButton>
      </Popover.Target>
      <Popover.Dropdown aria-label="On for me">
        <OnForMeForm here={here} close={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface RunningProps {
  here: FlagHere;
  variant: string;
  until: number;
  refusal: string | null;
}

function Running({ here, variant, until, refusal }: RunningProps) {
  const { flag, environment, state } = here;
  const who = useWho();
  const now = useNow();
  const submit = useSubmit();
  const stop = (): void => {
    void writeConfig(submit, here, {
      what: `Stop ${flag.key} for ${who.name} in ${environment.name}`,
      config: withoutMe(state.config, who.id, Date.now()),
      reason: `No longer on for ${who.name}.`,
      isReasoned: true,
    });
  };
  return (
    <span className={css.running} role="status">
      <Tooltip label={`Whoever has the key “${who.targetingKey}” gets “${variant}”.`}>
        <span className={css.left}>
          <IconUserCheck size={15} aria-hidden />“{variant}” for you, {leftText(until - now)} left
        </span>
      </Tooltip>
      {refusal === null ? (
        <Button size="compact-xs" variant="subtle" onClick={stop}>
          Stop
        </Button>
      ) : null}
    </span>
  );
}
