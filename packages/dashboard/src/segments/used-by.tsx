import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { EnvironmentPicker, useChosenEnvironment } from '../app/environment.tsx';
import { Section } from '../ui/page.tsx';
import css from './segments.module.css';
import { useSegmentsUsing, useUses } from './use-segment.ts';

/** Which flags of an environment and which segments ask for this one. */
export function UsedBy({ project, segment }: { project: string; segment: string }) {
  const { chosen } = useChosenEnvironment(project);
  const [isThorough, setThorough] = useState(false);
  const { uses, isWhole } = useUses(project, chosen?.key, isThorough);
  const flags = uses?.get(segment) ?? [];
  const segments = useSegmentsUsing(project, segment);
  const isNone = uses !== undefined && flags.length + segments.length === 0;
  return (
    <Section
      title="Used by"
      actions={<EnvironmentPicker project={project} label="Environment whose flags are shown" />}
    >
      <div className={`sw-panel ${css.uses}`}>
        {uses === undefined ? <span className="sw-muted">Looking …</span> : null}
        {isNone ? (
          <span className="sw-muted">
            No flag in {chosen?.name}
            {isWhole ? '' : ' among those looked at'}, and no other segment.
          </span>
        ) : null}
        {flags.map((flag) => (
          <Link key={flag} to="/projects/$project/flags/$flag" params={{ project, flag }} className={css.use}>
            flag <span className="sw-mono">{flag}</span>
          </Link>
        ))}
        {segments.map((other) => (
          <Link
            key={other}
            to="/projects/$project/segments/$segment"
            params={{ project, segment: other }}
            className={css.use}
          >
            segment <span className="sw-mono">{other}</span>
          </Link>
        ))}
        {isWhole ? null : (
          <Button size="compact-sm" variant="subtle" onClick={() => setThorough(true)}>
            Look through all flags
          </Button>
        )}
      </div>
    </Section>
  );
}
