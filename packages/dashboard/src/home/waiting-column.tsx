import { Link } from '@tanstack/react-router';
import { useMay, useWho } from '../app/session.tsx';
import { tokenText } from '../flags/flag-filter.ts';
import { useNow } from '../ui/time.tsx';
import { Column, Quiet } from './column.tsx';
import css from './home.module.css';
import type { Home } from './use-home.ts';
import { type Waiting, whatWaits } from './waiting.ts';
import { WaitingItem } from './waiting-item.tsx';

/** Of each kind; the rest is one click away. */
const MOST = 5;

interface WaitingColumnProps {
  project: string;
  home: Home;
}

/** What others expect of me, and what has become of what I asked for. */
export function WaitingColumn({ project, home }: WaitingColumnProps) {
  const me = useWho();
  const may = useMay(project);
  const { open, latest, reviews, kills, flags } = home;
  const waiting = whatWaits({
    me,
    may,
    open: open.data ?? [],
    latest: latest.data?.body.items ?? [],
    reviews: reviews.data ?? [],
    kills,
    rows: flags.data ?? [],
    now: useNow(),
  });
  return (
    <Column
      title="Waiting for you"
      {...(waiting.length > 0 ? { more: <span className="sw-muted">{waiting.length}</span> } : {})}
    >
      {waiting.length === 0 ? (
        <Quiet>Nobody waits for you.</Quiet>
      ) : (
        <WaitingList project={project} waiting={waiting} />
      )}
    </Column>
  );
}

function WaitingList({ project, waiting }: { project: string; waiting: readonly Waiting[] }) {
  const groups = [...Map.groupBy(waiting, ({ kind }) => kind)];
  return (
    <ul className={css.list}>
      {groups.flatMap(([kind, items]) => [
        ...items.slice(0, MOST).map((item) => (
          <li key={keyOf(item)} className={css.waiting}>
            <WaitingItem project={project} item={item} />
          </li>
        )),
        ...(items.length > MOST
          ? [
              <li key={kind} className={css.waiting}>
                <More project={project} kind={kind} count={items.length - MOST} />
              </li>,
            ]
          : []),
      ])}
    </ul>
  );
}

function keyOf(item: Waiting): string {
  if (item.kind === 'stale-flag') return `flag ${item.flag.key}`;
  return item.kind === 'review' ? `review ${item.review.id}` : `proposal ${item.proposal.id}`;
}

interface MoreProps {
  project: string;
  kind: Waiting['kind'];
  count: number;
}

function More({ project, kind, count }: MoreProps) {
  const { name, email } = useWho();
  if (kind !== 'stale-flag')
    return (
      <Link to="/projects/$project/approvals" params={{ project }} className="sw-link">
        {count} more under Approvals
      </Link>
    );
  const own = [name, ...(email === null ? [] : [email])].map((value) => tokenText({ field: 'owner', value }));
  return (
    <Link
      to="/projects/$project/flags"
      params={{ project }}
      search={{ q: [...own, 'stale:settled', 'stale:unused'].join(' ') }}
      className="sw-link"
    >
      {count} more stale flags of yours
    </Link>
  );
}
