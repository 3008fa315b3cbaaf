import type { Change } from '@slipway/api';
import { IconChevronDown } from '@tabler/icons-react';
import { type Ref, useId } from 'react';
import { useEnvironments } from '../app/environment.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { Time } from '../ui/time.tsx';
import { ChangeFacts } from './change-facts.tsx';
import { ChangeMark } from './change-mark.tsx';
import css from './change-row.module.css';
import { ChangeSentence } from './change-sentence.tsx';
import { ERASED } from './content.ts';
import { originWords } from './origin-words.ts';

interface ChangeRowProps {
  project: string;
  change: Change;
  isOpen: boolean;
  toggle: () => void;
  /** It came while one looked. */
  isNew?: boolean;
  ref?: Ref<HTMLLIElement>;
}

/** A change in the log: what, why, by way of what; more when opened. */
export function ChangeRow({ project, change, isOpen, toggle, isNew = false, ref }: ChangeRowProps) {
  const id = useId();
  return (
    <li ref={ref} className={css.row} data-open={isOpen || undefined} data-glow={isNew || undefined}>
      <div className={css.head}>
        <ChangeMark change={change} />
        <div className={css.words}>
          <p className={css.what} id={id}>
            <ChangeSentence change={change} project={project} />
          </p>
          {change.reason ? <p className={css.why}>“{change.reason}”</p> : null}
          <Circumstances project={project} change={change} />
        </div>
        <span className={css.when}>
          {change.origin === null ? null : (
            <span className={css.origin} title={change.origin}>
              {originWords(change.origin)}
            </span>
          )}
          <Time at={change.at} />
        </span>
        <button
          type="button"
          className={css.more}
          aria-expanded={isOpen}
          aria-label={`Details of change ${change.id}`}
          aria-describedby={id}
          onClick={toggle}
        >
          <IconChevronDown size={16} aria-hidden />
        </button>
      </div>
      {isOpen ? <ChangeFacts project={project} change={change} /> : null}
    </li>
  );
}

const SHOWN_EFFECTS = 2;

function Circumstances({ project, change }: { project: string; change: Change }) {
  const { onBehalfOf, effects } = change;
  if (onBehalfOf === null && effects.length === 0) return null;
  return (
    <ul className={css.facts}>
      {onBehalfOf === null ? null : <li>for {onBehalfOf || ERASED}</li>}
      {effects.slice(0, SHOWN_EFFECTS).map(({ environment, version }) => (
        <li key={environment}>
          <Place project={project} environment={environment} /> → version {version}
        </li>
      ))}
      {effects.length > SHOWN_EFFECTS ? <li>{moreEnvironments(effects.length - SHOWN_EFFECTS)}</li> : null}
    </ul>
  );
}

function moreEnvironments(count: number): string {
  return count === 1 ? '1 more environment' : `${count} more environments`;
}

export function Place({ project, environment }: { project: string; environment: string }) {
  const { data = [] } = useEnvironments(project);
  const known = data.find(({ key }) => key === environment);
  return known ? <EnvironmentName name={known.name} isPermanent={known.kind === 'permanent'} /> : environment;
}
