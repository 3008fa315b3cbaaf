import type { Revision } from '@slipway/api';
import { Copy } from '../ui/copy.tsx';
import { Time } from '../ui/time.tsx';
import css from './hosting.module.css';
import { becauseWords, shortCommit } from './run-words.ts';

/** Each service’s code: which commit, whose, how old, and why this one. */
export function Revisions({ revisions }: { revisions: readonly Revision[] }) {
  return (
    <div className="sw-panel">
      {revisions.map((revision) => (
        <div key={revision.service} className={css.revision}>
          <span className={css.revisionOf}>{revision.service}</span>
          <div>
            <div className={css.facts}>
              {revision.branch === null ? null : (
                <span className="sw-mono" style={{ color: 'var(--sw-text)' }}>
                  {revision.branch}
                </span>
              )}
              <span className={css.commit}>
                <span className="sw-mono">{shortCommit(revision.commit)}</span>
                <Copy value={revision.commit} what={`commit of ${revision.service}`} />
              </span>
              <span>{becauseWords(revision)}</span>
            </div>
            <div className={css.subject}>{revision.subject}</div>
            <div className={css.small}>
              {revision.author}, <Time at={revision.committedAt} />
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}
