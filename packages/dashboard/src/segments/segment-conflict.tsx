import { Button } from '@mantine/core';
import { ContentDifferences } from '../environments/content-differences.tsx';
import { mergeSegments, type SegmentForm } from './segment-draft.ts';
import css from './segments.module.css';
import type { SegmentEditing } from './use-segment.ts';

/** Somebody was faster: both versions beside each other, and a choice. */
export function SegmentConflict({ editing, theirs }: { editing: SegmentEditing; theirs: SegmentForm }) {
  const { draft, rebase, discard } = editing;
  if (!draft) return null;
  const { base, mine } = draft;
  const { clashes } = mergeSegments(draft, theirs, 'mine');
  const both = clashes.length > 0;
  const keep = (side: 'mine' | 'theirs'): void => rebase(mergeSegments(draft, theirs, side).form);
  return (
    <section className={css.conflict} aria-label="Changed by somebody else" role="alert">
      <h2>Somebody else changed this while you did</h2>
      <div className={css.versions}>
        <div>
          <h3>Theirs, saved</h3>
          <ContentDifferences
            kind="segment"
            before={base.content}
            after={theirs.content}
            labels={['When you began', 'Theirs']}
            subject="theirs"
          />
        </div>
        <div>
          <h3>Yours, not saved</h3>
          <ContentDifferences
            kind="segment"
            before={base.content}
            after={mine.content}
            labels={['When you began', 'Yours']}
            subject="yours"
          />
        </div>
      </div>
      <p className="sw-muted">
        {both
          ? `Both changed the ${clashes.join(' and the ')}. Keys that either added or removed are kept so.`
          : 'Your edits fit on top of theirs.'}
      </p>
      <div className={css.choices}>
        <Button size="xs" onClick={() => keep('mine')}>
          {both ? `Keep my ${clashes.join(' and ')}` : 'Go on with both'}
        </Button>
        {both ? (
          <Button size="xs" variant="default" onClick={() => keep('theirs')}>
            Keep their {clashes.join(' and ')}
          </Button>
        ) : null}
        <Button size="xs" variant="subtle" onClick={discard}>
          Drop all my edits
        </Button>
      </div>
    </section>
  );
}
