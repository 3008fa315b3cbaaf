import type { Change } from '@slipway/api';
import { useState } from 'react';
import { ChangeRow } from '../changes/change-row.tsx';
import css from './environments.module.css';

/** Changes as in the log, each with its details when opened. */
export function ChangeLines({ project, changes }: { project: string; changes: readonly Change[] }) {
  const [opened, setOpened] = useState<string | null>(null);
  if (changes.length === 0) return <p className="sw-muted">None yet.</p>;
  return (
    <ul className={`sw-panel ${css.changes}`}>
      {changes.map((change) => (
        <ChangeRow
          key={change.id}
          project={project}
          change={change}
          isOpen={opened === change.id}
          toggle={() => setOpened(opened === change.id ? null : change.id)}
        />
      ))}
    </ul>
  );
}
