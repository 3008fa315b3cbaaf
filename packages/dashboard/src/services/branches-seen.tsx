import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { listBranches, type Service } from '@slipway/api';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { Show } from '../ui/loading.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';
import css from './services.module.css';

interface BranchesSeenProps {
  project: string;
  service: Service;
  close: () => void;
}

/** Shows that the repository can be read, and what is in it. */
export function BranchesSeen({ project, service, close }: BranchesSeenProps) {
  const [text, setText] = useState('');
  const [contains] = useDebouncedValue(text.trim(), 150);
  const read = useRead(listBranches, {
    params: { project, service: service.key },
    query: contains === '' ? {} : { contains },
  });
  return (
    <Modal opened onClose={close} title={`Branches of ${service.name}`} size="lg">
      <TextInput
        aria-label="Search branches"
        placeholder="Name …"
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        mb="sm"
        data-autofocus
      />
      <Show of={read}>
        {({ body: { items } }) =>
          items.length === 0 ? (
            <p className="sw-muted">No branch has that in its name.</p>
          ) : (
            <table className="sw-table sw-stack">
              <thead>
                <tr>
                  <th scope="col">Branch</th>
                  <th scope="col">Last commit</th>
                  <th scope="col">When</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ name, subject, author, committedAt, isDefault }) => (
                  <tr key={name}>
                    <td className={`sw-mono ${css.wraps}`}>
                      {name} {isDefault ? <StateMark look="on">default</StateMark> : null}
                    </td>
                    <td className={css.wraps}>
                      {subject} <span className="sw-muted">{author}</span>
                    </td>
                    <td className="sw-muted">
                      <Time at={committedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Show>
    </Modal>
  );
}
