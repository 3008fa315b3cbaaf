import { Button, Textarea } from '@mantine/core';
import { closeReview, getChange, listReviews, type Review } from '@slipway/api';
import { useEffect, useRef, useState } from 'react';
import { useAll, useRead } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay, useWho } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { ChangeSentence } from './change-sentence.tsx';
import css from './on-call.module.css';

/** Kills in protected environments that somebody else has to look at. */
export function OpenReviews({ project }: { project: string }) {
  const reviews = useAll(listReviews, { params: { project }, query: { state: 'open' } });
  if (reviews.data?.length === 0) return null;
  return (
    <Section title="To be looked at">
      <Show of={reviews} rows={2}>
        {(open) => (
          <ul className={`sw-panel ${css.list}`}>
            {open.map((review) => (
              <ReviewRow key={review.id} project={project} review={review} />
            ))}
          </ul>
        )}
      </Show>
    </Section>
  );
}

function ReviewRow({ project, review }: { project: string; review: Review }) {
  const [isOpen, setOpen] = useState(false);
  const who = useWho();
  const may = useMay(project);
  const change = useRead(getChange, { params: { project, change: review.change } });
  const actor = change.data?.body.actor;
  const isOwn = actor?.kind === who.kind && actor.id === who.id;
  const refusal = isOwn
    ? 'You killed it yourself: somebody else has to look at it.'
    : refusalOf(may, 'review:close', { environment: review.environment });
  return (
    <li className={css.row} data-review>
      <div className={css.words}>
        <p className={css.what}>
          {change.data ? (
            <ChangeSentence change={change.data.body} project={project} />
          ) : (
            `${review.flag} was killed in ${review.environment}`
          )}
        </p>
        {change.data?.body.reason ? <p className={css.before}>“{change.data.body.reason}”</p> : null}
        <p className={css.when}>
          <Time at={review.openedAt} />: somebody else has to look
        </p>
      </div>
      {isOpen ? (
        <CloseForm project={project} review={review} close={() => setOpen(false)} />
      ) : (
        <div className={css.actions}>
          <GuardedButton
            className={css.action ?? ''}
            variant="default"
            aria-label={`I looked at the kill of ${review.flag}`}
            refusal={refusal}
            onClick={() => setOpen(true)}
          >
            I looked
          </GuardedButton>
        </div>
      )}
    </li>
  );
}

interface CloseFormProps {
  project: string;
  review: Review;
  close: () => void;
}

function CloseForm({ project, review, close }: CloseFormProps) {
  const submit = useSubmit();
  const [note, setNote] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const [isSending, setSending] = useState(false);
  const send = async (): Promise<void> => {
    setSending(true);
    const outcome = await submit(
      closeReview,
      { params: { project, review: review.id }, body: note.trim() === '' ? {} : { note: note.trim() } },
      { what: `Close the review of ${review.flag}` },
    );
    setSending(false);
    if (outcome.kind === 'done') close();
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        ref={field}
        label="What did you find?"
        placeholder="The kill was right; the fix is on its way."
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={2}
        maxLength={2000}
      />
      <div className={css.formActions}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isSending}>
          Close review
        </Button>
      </div>
    </form>
  );
}
