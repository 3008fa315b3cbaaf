import { Button } from '@mantine/core';
import type { Change } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { ChangeDiff } from '../changes/change-diff.tsx';
import { ChangeMark } from '../changes/change-mark.tsx';
import { ChangeSentence } from '../changes/change-sentence.tsx';
import { originWords } from '../changes/origin-words.ts';
import { insteadOfRevert } from '../changes/revert-words.ts';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Time } from '../ui/time.tsx';
import css from './history-tab.module.css';
import type { FlagHere } from './use-flag-here.ts';

interface HistoryRowProps {
  here: FlagHere;
  change: Change;
  /** The proposal that was approved for it, where it is known. */
  proposal: string | undefined;
  revert: () => void;
}

export function HistoryRow({ here: { project }, change, proposal, revert }: HistoryRowProps) {
  const [isOpen, setOpen] = useState(false);
  const { environment } = change;
  const refusal = refusalOf(useMay(project), 'change:revert', environment === null ? {} : { environment });
  const hasDiff = change.before !== null || change.after !== null;
  return (
    <li className={css.row}>
      <ChangeMark change={change} />
      <div className={css.text}>
        <p>
          <ChangeSentence change={change} project={project} />
        </p>
        {change.reason ? <p className={css.reason}>“{change.reason}”</p> : null}
        <p className={css.facts}>
          <Time at={change.at} />
          <span>{originText(change)}</span>
          <span>change {change.id}</span>
          {proposal === undefined ? null : (
            <Link
              className="sw-link"
              to="/projects/$project/approvals/$proposal"
              params={{ project, proposal }}
            >
              its approval
            </Link>
          )}
        </p>
      </div>
      <div className={css.acts}>
        {hasDiff ? (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Hide diff' : 'Diff'} of change ${change.id}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Hide diff' : 'Diff'}
          </Button>
        ) : null}
        {insteadOfRevert(change) === null ? (
          <GuardedButton
            size="compact-sm"
            variant="default"
            refusal={refusal}
            aria-label={`Revert change ${change.id}`}
            onClick={revert}
          >
            Revert
          </GuardedButton>
        ) : null}
      </div>
      {isOpen ? (
        <div className={css.diff}>
          <ChangeDiff change={change} />
        </div>
      ) : null}
    </li>
  );
}

function originText({ origin, onBehalfOf }: Change): string {
  const from = origin === null ? 'from an unknown place' : `by ${originWords(origin)}`;
  return onBehalfOf === null ? from : `${from}, for ${onBehalfOf}`;
}
