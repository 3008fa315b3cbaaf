import { Select } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useState } from 'react';
import { StateMark } from '../ui/state-mark.tsx';
import { useNow } from '../ui/time.tsx';
import { variantColours } from '../ui/variants.ts';
import { ContentDiff } from './config-diff-view.tsx';
import css from './environments-tab.module.css';
import { stateWords } from './flag-serving.ts';
import type { FlagHere } from './use-flag-here.ts';
import { WhoLines } from './who-lines.tsx';

/** Two environments side by side, and what is different. */
export function EnvironmentsCompare({ here }: { here: FlagHere }) {
  const { environments, environment, states } = here;
  const other =
    environments.find(({ key }) => key === environment.base) ??
    environments.find(({ key }) => key !== environment.key);
  const [left, setLeft] = useState(environment.key);
  const [right, setRight] = useState(other?.key ?? environment.key);
  const [a, b] = [left, right].map((key) => states.find((state) => state.environment === key));
  return (
    <div className={`sw-panel ${css.compare}`}>
      <div className={css.sides}>
        <Side here={here} chosen={left} choose={setLeft} label="One environment" />
        <IconArrowsExchange size={16} aria-hidden className={css.between} />
        <Side here={here} chosen={right} choose={setRight} label="Other environment" />
      </div>
      {a && b ? (
        <div className={css.differences}>
          <h3>
            What is different in {nameOf(here, right)}, beside {nameOf(here, left)}
          </h3>
          {a.killed === b.killed ? null : <p>Killed in {nameOf(here, a.killed ? left : right)} only.</p>}
          {left === right ? (
            <p className="sw-muted">Choose two environments.</p>
          ) : (
            <ContentDiff
              kind="flag"
              before={a.config}
              after={b.config}
              colours={variantColours(Object.keys(here.flag.variants), a.config.offVariant)}
              labels={[nameOf(here, left), nameOf(here, right)]}
            />
          )}
        </div>
      ) : null}
    </div>
  );
}

function nameOf({ environments }: FlagHere, environment: string): string {
  return environments.find(({ key }) => key === environment)?.name ?? environment;
}

interface SideProps {
  here: FlagHere;
  chosen: string;
  choose: (key: string) => void;
  label: string;
}

function Side({ here, chosen, choose, label }: SideProps) {
  const now = useNow();
  const environment = here.environments.find(({ key }) => key === chosen);
  const state = here.states.find((one) => one.environment === chosen);
  if (!environment || !state) return null;
  const { look, words } = stateWords(state, now, here.holders.get(chosen));
  return (
    <div className={css.side}>
      <div className={css.sideHead}>
        <Select
          aria-label={label}
          size="xs"
          data={here.environments.map(({ key, name }) => ({ value: key, label: name }))}
          value={chosen}
          onChange={(key) => key !== null && choose(key)}
          allowDeselect={false}
          searchable={here.environments.length > 8}
        />
        <StateMark look={look}>{words}</StateMark>
      </div>
      <WhoLines here={here} state={state} />
    </div>
  );
}
