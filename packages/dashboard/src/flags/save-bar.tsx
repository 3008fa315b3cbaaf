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
  /** There is JSON that cannot be read: nothing can be saved or compared until it can. */
  isUnread: boolean;
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
  const { differences, isMore, isOvertaken, isUnread, problem, reason, setReason, isSending } = props;
  const [first, ...rest] = differences;
  return (
    <section className={css.bar} aria-label="Unsaved changes">
      <div className={css.what} role="status">
        <strong>{countWords(differences.length, isUnread)}</strong>
        {problem === null ? (
          <span className={css.first}>
            {first ? <Words of={first.phrase} /> : 'Nothing changes for anybody.'}
            {rest.length > 0 ? ` and ${rest.length} more` : ''}
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
          <Button onClick={props.compare} disabled={isUnread}>
            Compare and choose
          </Button>
        ) : (
          <>
            {isMore ? null : (
              <Button variant="default" onClick={props.review} disabled={isUnread}>
                Review
              </Button>
            )}
            <Button onClick={isMore ? props.review : props.save} loading={isSending} disabled={isUnread}>
              {isMore ? `Review and ${verbOf(props.environment).toLowerCase()}` : labelOf(props.environment)}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}

function countWords(count: number, isUnread: boolean): string {
  if (count === 0) return isUnread ? 'Unsaved JSON' : 'Some unsaved changes';
  return count === 1 ? '1 unsaved change' : `${count} unsaved changes`;
}

function verbOf({ isProtected }: Environment): string {
  return isProtected ? 'Propose' : 'Save';
}

export function labelOf({ isProtected }: Environment): string {
  return isProtected ? 'Propose change' : 'Save changes';
}
