import { Button, Group, Modal, Textarea } from '@mantine/core';
import type { Environment, FlagConfig } from '@slipway/api';
import { IconUsersPlus } from '@tabler/icons-react';
import type { FormEvent } from 'react';
import { EnvironmentName, isProductionLike } from '../ui/environment-name.tsx';
import { ContentDiff } from './config-diff-view.tsx';
import css from './review-dialog.module.css';
import { labelOf } from './save-bar.tsx';

interface ReviewDialogProps {
  environment: Environment;
  before: FlagConfig;
  after: FlagConfig;
  colours: ReadonlyMap<string, string>;
  isMore: boolean;
  /** Evaluations of the last day, to say how much it is about. */
  evaluations: number | null;
  reason: string;
  setReason: (reason: string) => void;
  isSending: boolean;
  save: () => void;
  close: () => void;
}

/** The difference, read before it is saved. */
export function ReviewDialog(props: ReviewDialogProps) {
  const { environment, before, after, colours, isMore, evaluations, reason, setReason, isSending } = props;
  const isPermanent = environment.kind === 'permanent';
  const isReasonNeeded = isMore && isPermanent;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.save();
  };
  return (
    <Modal
      opened
      onClose={props.close}
      size="xl"
      title={
        <>
          Changes in{' '}
          <EnvironmentName
            name={environment.name}
            isPermanent={isPermanent}
            isProtected={environment.isProtected}
          />
        </>
      }
      {...(isProductionLike(environment.name, isPermanent)
        ? { styles: { content: { borderTop: '3px solid var(--sw-production)' } } }
        : {})}
    >
      <form onSubmit={submit}>
        {isMore ? (
          <div className={css.more}>
            <IconUsersPlus size={18} aria-hidden />
            <p>
              <strong>This may reach people who did not have it.</strong>{' '}
              {evaluations === null || evaluations === 0
                ? 'It was not evaluated here in the last 24 hours.'
                : `It was evaluated ${evaluations.toLocaleString('en')} times here in the last 24 hours.`}
            </p>
          </div>
        ) : null}
        <ContentDiff
          kind="flag"
          before={before}
          after={after}
          colours={colours}
          labels={[`Now in ${environment.name}`, 'After']}
        />
        <Textarea
          label="Reason"
          description={environment.isProtected ? 'Whoever approves reads it.' : 'Kept with the change.'}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={2000}
          required={isReasonNeeded}
          mt="md"
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={props.close}>
            Go on editing
          </Button>
          <Button type="submit" loading={isSending} disabled={isReasonNeeded && reason.trim() === ''}>
            {labelOf(environment)}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
