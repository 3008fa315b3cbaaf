import { Button, Menu } from '@mantine/core';
import type { Environment } from '@slipway/api';
import { IconChevronDown, IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { useNow } from '../ui/time.tsx';
import { kill } from './flag-acts.ts';
import { stateWords } from './flag-serving.ts';
import css from './kill-button.module.css';
import type { FlagHere } from './use-flag-here.ts';

/** One click and everybody has the safe variant: no dialogue. Elsewhere and everywhere are one click more. */
export function KillButton({ here }: { here: FlagHere }) {
  const { project, environment, state } = here;
  const submit = useSubmit();
  const refusal = refusalOf(useMay(project), 'flag:kill', { environment: environment.key });
  const [isKilling, setKilling] = useState(false);
  const run = async (environments: readonly Environment[]): Promise<void> => {
    setKilling(true);
    await kill(submit, here, environments);
    setKilling(false);
  };
  return (
    <Button.Group className={css.group ?? ''}>
      <GuardedButton
        refusal={refusal}
        color="red"
        disabled={state.killedHere}
        loading={isKilling}
        leftSection={<IconHandStop size={16} aria-hidden />}
        aria-label={`${state.killedHere ? 'Killed' : 'Kill'} in ${environment.name}`}
        className={css.main ?? ''}
        onClick={() => void run([environment])}
      >
        {state.killedHere ? 'Killed' : 'Kill'}
      </GuardedButton>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button color="red" className={css.more ?? ''} aria-label="Kill elsewhere">
            <IconChevronDown size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ElsewhereItems here={here} run={(environments) => void run(environments)} />
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

interface ElsewhereProps {
  here: FlagHere;
  run: (environments: readonly Environment[]) => void;
}

function ElsewhereItems({ here, run }: ElsewhereProps) {
  const may = useMay(here.project);
  const alive = here.environments.filter(({ key }) => !isKilledHere(here, key));
  const mine = alive.filter(({ key }) => may('flag:kill', { environment: key }));
  const permanent = mine.filter(({ kind }) => kind === 'permanent');
  if (mine.length === 0)
    return (
      <Menu.Label>{alive.length === 0 ? 'Killed in every environment' : 'You may kill nowhere'}</Menu.Label>
    );
  return (
    <>
      {permanent.length > 1 ? (
        <Menu.Item
          className={css.everywhere ?? ''}
          leftSection={<IconHandStop size={15} aria-hidden />}
          onClick={() => run(permanent)}
        >
          Everywhere: {permanent.map(({ name }) => name).join(', ')}
        </Menu.Item>
      ) : null}
      {mine.map((environment) => (
        <Menu.Item key={environment.key} onClick={() => run([environment])}>
          In {environment.name}
        </Menu.Item>
      ))}
    </>
  );
}

function isKilledHere({ states }: FlagHere, environment: string): boolean {
  return states.some((state) => state.environment === environment && state.killedHere);
}

/** On a phone the kill stays within reach of the thumb. */
export function KillBar({ here }: { here: FlagHere }) {
  const now = useNow();
  const { look, words } = stateWords(here.state, now, here.holders.get(here.environment.key));
  return (
    <>
      <div className={css.room} aria-hidden />
      <section className={css.bar} aria-label="Kill">
        <span className={css.where}>
          <span className={css.name}>{here.environment.name}</span>
          <StateMark look={look} quiet>
            {words}
          </StateMark>
        </span>
        <KillButton here={here} />
      </section>
    </>
  );
}
