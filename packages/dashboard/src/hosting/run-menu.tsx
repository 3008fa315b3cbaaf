import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { DestroyEnvironment } from './destroy-environment.tsx';
import { type Hosted, isGone } from './run-words.ts';
import { useRunActs } from './use-run-acts.ts';

interface RunMenuProps {
  project: string;
  environment: Hosted;
}

/** What one does with an environment in passing. */
export function RunMenu({ project, environment }: RunMenuProps) {
  const { key, name, run } = environment;
  const may = useMay(project);
  const acts = useRunActs(project, key, run);
  const [isDestroying, setDestroying] = useState(false);
  if (isGone(run)) return null;
  const refusal = refusalOf(may, 'environment:write', { environment: key });
  const isAsleep = run.state === 'sleeping';
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions of ${name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {refusal === null ? null : <Menu.Label maw={240}>{refusal}</Menu.Label>}
          {isAsleep ? (
            <Menu.Item disabled={refusal !== null} onClick={() => void acts.wake()}>
              Wake
            </Menu.Item>
          ) : (
            <Menu.Item disabled={refusal !== null || run.state !== 'ready'} onClick={() => void acts.sleep()}>
              Put to sleep
            </Menu.Item>
          )}
          {run.isKept || run.expiresAt === null ? null : (
            <>
              <Menu.Item disabled={refusal !== null} onClick={() => void acts.extend(1)}>
                Extend by a day
              </Menu.Item>
              <Menu.Item disabled={refusal !== null} onClick={() => void acts.extend(7)}>
                Extend by a week
              </Menu.Item>
            </>
          )}
          <Menu.Item disabled={refusal !== null} onClick={() => void acts.keep(!run.isKept)}>
            {run.isKept ? 'Let go' : 'Keep'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="red"
            disabled={refusal !== null || run.isKept}
            onClick={() => setDestroying(true)}
          >
            {run.isKept ? 'Destroy (let it go first)' : 'Destroy …'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isDestroying ? (
        <DestroyEnvironment project={project} environment={environment} close={() => setDestroying(false)} />
      ) : null}
    </>
  );
}
