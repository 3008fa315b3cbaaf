import { Button, TextInput } from '@mantine/core';
import type { Environment } from '@slipway/api';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Difference } from './config-diff.ts';
import css from './save-bar.module.css';
import { Words } from './words-view.tsx';

interface SaveBarProps {
  environment: Environment;
  differences: readonly Difference[];
  /** Somebody may get more than before: one has to look first. */
  isMore: boolean;
  /** Somebody else has changed it meanwhile. */
  isOvertaken: boolean;
  /** What has to be corrected first, in one line. */
  problem: string | null;
  reason: string;
  setReason: (reason: string) => void;
  isSending: boolean;
  discard: () => void;
  review: () => void;
  compare: () => void;
  save: () => void;
}

/** What is not saved, why, and the way to save it. */
export function SaveBar(props: SaveBarProps) {
  const { differences, isMore, isOvertaken, problem, reason, setReason, isSending } = props;
  const count = differences.length;
  const [first] = differences;
  return (
    <section className={css.bar} aria-label="Unsaved changes">
      <div className={css.what} role="status">
        <strong>{count === 1 ? '1 unsaved change' : `${count || 'Some'} unsaved changes`}</strong>
        {problem === null ? (
          <span className={css.first}>
            {first ? <Words of={first.phrase} /> : 'Nothing changes for anybody.'}
            {count > 1 ? ` and ${count - 1} more` : ''}
          </span>
        ) : (
          <span className={css.problem} role="alert">
            <IconAlertTriangle size={14} aria-hidden /> {problem}
          </span>
        )}
      </div>
      <TextInput
        className={css.reason}
        aria-label="Reason"
        placeholder="Why? Kept with the change"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={2000}
      />
      <div className={css.actions}>
        <Button variant="subtle" color="gray" onClick={props.discard}>
          Discard
        </Button>
        {isOvertaken ? (
          <Button onClick={props.compare}>Compare and choose</Button>
        ) : (
          <>
            {isMore ? null : (
              <Button variant="default" onClick={props.review}>
                Review
              </Button>
            )}
            <Button onClick={isMore ? props.review : props.save} loading={isSending}>
              {isMore ? `Review and ${verbOf(props.environment).toLowerCase()}` : labelOf(props.environment)}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}

function verbOf({ isProtected }: Environment): string {
  return isProtected ? 'Propose' : 'Save';
}

export function labelOf({ isProtected }: Environment): string {
  return isProtected ? 'Propose change' : 'Save changes';
}
