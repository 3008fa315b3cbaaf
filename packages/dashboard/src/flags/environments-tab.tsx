import { type Environment, type FlagState, listOverrides } from '@slipway/api';
import { useState } from 'react';
import { useAll } from '../app/api.ts';
import { DiscardOverride } from '../environments/discard-override.tsx';
import { PromoteDialog } from '../environments/promote-dialog.tsx';
import { treeOf } from '../environments/tree.ts';
import { Skeletons } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { EnvironmentRow, type RowAct } from './environment-row.tsx';
import { EnvironmentsCompare } from './environments-compare.tsx';
import css from './environments-tab.module.css';
import type { FlagHere } from './use-flag-here.ts';

/** What the flag does everywhere: bases with their overlays below them. */
export function EnvironmentsTab({ here }: { here: FlagHere }) {
  const [act, setAct] = useState<{ kind: RowAct; environment: Environment } | null>(null);
  const { project, flag, environments, states } = here;
  const close = (): void => setAct(null);
  if (states.length === 0) return <Skeletons rows={environments.length} height={28} />;
  return (
    <>
      <div className={`sw-panel ${css.matrix}`}>
        <table className="sw-table sw-stack">
          <thead>
            <tr>
              <th scope="col">Environment</th>
              <th scope="col">State</th>
              <th scope="col">Who gets what</th>
              <th scope="col">Config</th>
              <th scope="col">Version</th>
              <th scope="col">
                <span className="sw-visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {treeOf(environments).map(({ place, depth }) => {
              const state = stateIn(states, place.key);
              return state ? (
                <EnvironmentRow
                  key={place.key}
                  here={{ ...here, environment: place, state, etag: '' }}
                  depth={depth}
                  isChosen={place.key === here.environment.key}
                  act={(kind) => setAct({ kind, environment: place })}
                />
              ) : null;
            })}
          </tbody>
        </table>
      </div>
      {environments.length > 1 ? (
        <Section title="Compare">
          <EnvironmentsCompare here={here} />
        </Section>
      ) : null}
      {act?.kind === 'promote' ? (
        <PromoteDialog
          project={project}
          from={act.environment}
          all={environments}
          chosen={[{ kind: 'flag', key: flag.key }]}
          close={close}
          done={close}
        />
      ) : null}
      {act?.kind === 'discard' ? <Discard here={here} environment={act.environment} close={close} /> : null}
    </>
  );
}

function stateIn(states: readonly FlagState[], environment: string): FlagState | undefined {
  return states.find((state) => state.environment === environment);
}

/** Dropping an override needs what would be inherited, which the overlay knows. */
function Discard({
  here,
  environment,
  close,
}: {
  here: FlagHere;
  environment: Environment;
  close: () => void;
}) {
  const { project, flag } = here;
  const { data } = useAll(listOverrides, { params: { project, environment: environment.key } });
  const override = data?.find(({ kind, key }) => kind === 'flag' && key === flag.key);
  if (!override) return null;
  return <DiscardOverride project={project} environment={environment} override={override} close={close} />;
}
