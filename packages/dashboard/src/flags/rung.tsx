import { Button, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Issues, messageAt } from './config-issues.ts';
import { shareText } from './evaluation-ends.ts';
import type { Phrase } from './phrase.ts';
import css from './rung.module.css';
import { Words } from './words-view.tsx';

/** How many evaluations ended at a rung, of all in the last 24 hours. */
export interface Ended {
  count: number;
  total: number;
}

export interface RungProps {
  /** `rule:r1` and so on: the same as in differences. */
  id: string;
  label: string;
  phrase: Phrase;
  /** Quiet: there is nothing at this rung. */
  isEmpty?: boolean;
  /** An upper rung decides everything. */
  isUnreached?: boolean;
  isChanged?: boolean;
  isDragged?: boolean;
  colours: ReadonlyMap<string, string>;
  ended?: Ended | undefined;
  issues?: Issues;
  isOpen?: boolean;
  /** Absent where there is nothing to edit here. */
  toggle?: () => void;
  isReadOnly?: boolean;
  /** Beside the label: a handle to drag it by. */
  handle?: ReactNode;
  /** Beside the edit button. */
  actions?: ReactNode;
  /** Below the sentence. */
  bar?: ReactNode;
  /** The form, while it is open. */
  children?: ReactNode;
}

/** A step of the decision: a sentence that opens into a form. */
export function Rung(props: RungProps) {
  const {
    id,
    label,
    phrase,
    isEmpty,
    isUnreached,
    isChanged,
    colours,
    issues = [],
    isOpen,
    children,
  } = props;
  const problem = messageAt(issues, '');
  return (
    <li
      className={css.rung}
      data-rung={id}
      data-changed={isChanged || undefined}
      data-unreached={isUnreached || undefined}
      data-dragged={props.isDragged || undefined}
    >
      <div className={css.row}>
        <div className={css.label}>
          {props.handle}
          <h3>{label}</h3>
        </div>
        <div className={css.main}>
          <p className={css.sentence} data-empty={isEmpty || undefined}>
            <Words of={phrase} colours={colours} />
            {isChanged ? <span className={css.unsaved}>not saved</span> : null}
          </p>
          {props.bar}
          {problem && !isOpen ? (
            <p className={css.problem}>
              <IconAlertTriangle size={13} aria-hidden /> {problem}
            </p>
          ) : null}
        </div>
        <Share ended={props.ended} label={label} />
        <div className={css.actions}>
          {props.actions}
          {props.toggle ? <Toggle {...props} toggle={props.toggle} /> : null}
        </div>
      </div>
      {isOpen ? <div className={css.body}>{children}</div> : null}
    </li>
  );
}

function Toggle({ label, isOpen, toggle, isReadOnly }: RungProps & { toggle: () => void }) {
  const verb = isOpen ? 'Close' : isReadOnly ? 'Details' : 'Edit';
  const Icon = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color={isOpen ? 'gray' : 'teal'}
      rightSection={<Icon size={13} aria-hidden />}
      aria-expanded={isOpen ?? false}
      aria-label={`${verb} ${label.toLowerCase()}`}
      onClick={toggle}
    >
      {verb}
    </Button>
  );
}

function Share({ ended, label }: { ended: Ended | undefined; label: string }) {
  if (!ended || ended.total === 0) return <div className={css.share} />;
  const { count, total } = ended;
  const told = `${count.toLocaleString('en')} of ${total.toLocaleString('en')} evaluations in the last 24 h ended at “${label}”`;
  return (
    <Tooltip label={told} multiline maw={260}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tooltip is for the keyboard too. */}
      <div className={css.share} tabIndex={0} role="note" aria-label={told}>
        <span className={css.track} aria-hidden>
          <span style={{ width: `${(count / total) * 100}%` }} />
        </span>
        <span>{shareText(count, total)}</span>
      </div>
    </Tooltip>
  );
}
