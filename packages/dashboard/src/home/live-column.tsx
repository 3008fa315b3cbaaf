import { type Environment, type FlagOverview, getReceipts } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useRead } from '../app/api.ts';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { type StateLook, StateMark } from '../ui/state-mark.tsx';
import { useNow } from '../ui/time.tsx';
import { Column, Quiet } from './column.tsx';
import { ComingSwitches } from './coming-switches.tsx';
import css from './home.module.css';
import { KilledFlags } from './killed-flags.tsx';
import { connectedWords, type LiveSummary, queryFor, summaryOf } from './live-summary.ts';
import type { Home } from './use-home.ts';

interface LiveColumnProps {
  project: string;
  home: Home;
}

/** What flags do where users are. */
export function LiveColumn({ project, home: { places, environments, flags } }: LiveColumnProps) {
  return (
    <Column title="Live">
      {places.length === 0 ? (
        <Quiet>Nothing is live: this project has no environment yet.</Quiet>
      ) : (
        <ul className={css.list}>
          {places.map((place) => (
            <Place
              key={place.key}
              project={project}
              place={place}
              all={environments.data ?? []}
              rows={flags.data ?? []}
            />
          ))}
        </ul>
      )}
    </Column>
  );
}

interface PlaceProps {
  project: string;
  place: Environment;
  all: readonly Environment[];
  rows: readonly FlagOverview[];
}

function Place({ project, place, all, rows }: PlaceProps) {
  const { key, name, kind, isProtected } = place;
  const summary = summaryOf(rows, key, useNow());
  return (
    <li className={css.place}>
      <h3>
        <Link
          to="/projects/$project/environments/$environment"
          params={{ project, environment: key }}
          className={css.opens ?? ''}
        >
          <EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />
        </Link>
      </h3>
      <Connected project={project} environment={key} />
      <Counts project={project} environment={key} summary={summary} />
      <KilledFlags project={project} environment={key} keys={summary.killed} all={all} rows={rows} />
      <ComingSwitches project={project} environment={key} coming={summary.coming} />
    </li>
  );
}

function Connected({ project, environment }: { project: string; environment: string }) {
  const { data } = useRead(getReceipts, { params: { project, environment } });
  const said = data ? connectedWords(data.body) : null;
  return (
    <p className={css.connected}>
      {said ? (
        <Link
          to="/projects/$project/environments/$environment"
          params={{ project, environment }}
          className={css.opens ?? ''}
        >
          <StateMark look={said.look} quiet>
            {said.words}
          </StateMark>
        </Link>
      ) : null}
    </p>
  );
}

interface CountsProps {
  project: string;
  environment: string;
  summary: LiveSummary;
}

/** Each count opens the flags that it counts. */
function Counts({ project, environment, summary: { on, rollingOut, held, killed, off } }: CountsProps) {
  const counts: [Parameters<typeof queryFor>[1], StateLook, number, string][] = [
    ['on', 'on', on, `${many(on)} on`],
    ['some', 'rolling-out', rollingOut, `${many(rollingOut)} of them rolling out`],
    ['held', 'nobody', held, `${many(held)} held by another flag`],
    ['killed', 'killed', killed.length, `${many(killed.length)} killed`],
    ['off', 'off', off, `${many(off)} off`],
  ];
  return (
    <ul className={css.counts}>
      {counts
        .filter(([state, , count]) => count > 0 || state === 'on' || state === 'off')
        .map(([state, look, , words]) => (
          <li key={state}>
            <Link
              to="/projects/$project/flags"
              params={{ project }}
              search={{ q: queryFor(environment, state) }}
              className={css.count ?? ''}
            >
              <StateMark look={look}>{words}</StateMark>
            </Link>
          </li>
        ))}
    </ul>
  );
}

function many(count: number): string {
  return count.toLocaleString('en');
}
