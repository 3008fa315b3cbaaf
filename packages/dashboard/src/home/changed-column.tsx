import { type Change, getReceipts } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useRead } from '../app/api.ts';
import { useGlow } from '../app/glow.ts';
import { ChangeMark } from '../changes/change-mark.tsx';
import { ChangeSentence } from '../changes/change-sentence.tsx';
import { isEverywhere } from '../flags/receipts-words.ts';
import { Time, useNow } from '../ui/time.tsx';
import { Column, Quiet } from './column.tsx';
import css from './home.module.css';
import { glowName, lastOfEach, ofToday, reachOf, reachText } from './todays-changes.ts';
import type { Home } from './use-home.ts';

interface ChangedColumnProps {
  project: string;
  home: Home;
}

/** The last day in sentences. */
export function ChangedColumn({ project, home: { changes, places } }: ChangedColumnProps) {
  const now = useNow();
  const all = changes.data?.body.items ?? [];
  const today = ofToday(all, now);
  return (
    <Column
      title="Changed"
      more={
        <Link to="/projects/$project/changes" params={{ project }} className="sw-link">
          All changes
        </Link>
      }
    >
      {today.length > 0 ? (
        <Changes project={project} changes={today} places={places.map(({ key }) => key)} />
      ) : (
        <NothingToday last={all[0]} />
      )}
    </Column>
  );
}

function NothingToday({ last }: { last: Change | undefined }) {
  return (
    <Quiet>
      Nothing has changed in the last 24 hours
      {last ? (
        <>
          ; before that, <Time at={last.at} />
        </>
      ) : null}
      .
    </Quiet>
  );
}

interface ChangesProps {
  project: string;
  changes: readonly Change[];
  places: readonly string[];
}

function Changes({ project, changes, places }: ChangesProps) {
  const reach = reachOf(changes, places);
  const last = lastOfEach(changes);
  return (
    <ul className={`${css.list} ${css.changes}`}>
      {changes.map((change) => (
        <ChangeItem
          key={change.id}
          project={project}
          change={change}
          isLast={last.has(change.id)}
          reached={reach.get(change.id) ?? []}
        />
      ))}
    </ul>
  );
}

interface ChangeItemProps {
  project: string;
  change: Change;
  /** Of those about the same. */
  isLast: boolean;
  /** Environments that are at the version that it made. */
  reached: readonly string[];
}

function ChangeItem({ project, change, isLast, reached }: ChangeItemProps) {
  const glow = useGlow(glowName(change));
  return (
    <li className={css.change} {...(isLast ? glow : {})}>
      <ChangeMark change={change} />
      <div>
        <p className={css.what}>
          <ChangeSentence change={change} project={project} />
        </p>
        <p className={css.small}>
          <Link
            to="/projects/$project/changes"
            params={{ project }}
            search={{ change: change.id }}
            className={css.opens ?? ''}
          >
            <Time at={change.at} />
          </Link>
          {reached.map((environment) => (
            <Reach
              key={environment}
              project={project}
              environment={environment}
              isNamed={environment !== change.environment}
            />
          ))}
        </p>
      </div>
    </li>
  );
}

interface ReachProps {
  project: string;
  environment: string;
  isNamed: boolean;
}

/** "on 412 of 414 instances"; nothing where nobody is connected. */
function Reach({ project, environment, isNamed }: ReachProps) {
  const { data } = useRead(getReceipts, { params: { project, environment } });
  if (!data || data.body.connected === 0) return null;
  return (
    <span data-done={isEverywhere(data.body) || undefined}>
      {reachText(data.body)}
      {isNamed ? ` in ${environment}` : ''}
    </span>
  );
}
