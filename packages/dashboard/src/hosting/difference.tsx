import { Select } from '@mantine/core';
import { compareEnvironments, type Environment, type EnvironmentDifference } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { countText } from '../environments/environment-words.ts';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { usualBase } from './create-draft.ts';
import css from './hosting.module.css';
import { type Hosted, shortCommit } from './run-words.ts';

interface DifferenceProps {
  project: string;
  environment: Hosted;
  all: readonly Environment[];
}

/** What one would bring with it: commits, flags, data. */
export function Difference({ project, environment, all }: DifferenceProps) {
  const { key, base } = environment;
  const others = all.filter((one) => one.key !== key);
  const [chosen, setChosen] = useState<string | null>(null);
  const usual = base ?? usualBase(others);
  const to = chosen ?? (usual === '' ? others[0]?.key : usual);
  if (to === undefined) return null;
  const name = others.find((one) => one.key === to)?.name ?? to;
  return (
    <Section
      title={`What is different from ${name}`}
      actions={
        <Select
          size="xs"
          aria-label="Compare with"
          data={others.map((one) => ({ value: one.key, label: one.name }))}
          value={to}
          onChange={setChosen}
          allowDeselect={false}
          searchable={others.length > 8}
          w={170}
        />
      }
    >
      <Compared project={project} environment={key} to={to} name={name} />
    </Section>
  );
}

interface ComparedProps {
  project: string;
  environment: string;
  to: string;
  name: string;
}

function Compared({ project, environment, to, name }: ComparedProps) {
  const read = useRead(compareEnvironments, { params: { project, environment }, query: { to } });
  return (
    <Show of={read} rows={4}>
      {({ body }) => (
        <div className="sw-panel">
          {body.services.map((service) => (
            <ServiceDifference key={service.service} service={service} name={name} />
          ))}
          <ul className={css.rows} style={{ borderTop: '1px solid var(--sw-line)' }}>
            <li>
              <strong>Flags</strong>
              <Flags project={project} environment={environment} difference={body} />
            </li>
            <li>
              <strong>Data</strong>
              <span>{dataWords(body.data, name)}</span>
            </li>
          </ul>
        </div>
      )}
    </Show>
  );
}

function dataWords({ seed, otherSeed }: EnvironmentDifference['data'], name: string): string {
  const here = seed === null ? 'no data of its own' : `its own copy of ${seed}`;
  return otherSeed === null ? `${here}; ${name} keeps its own` : `${here}; ${name} has ${otherSeed}`;
}

interface FlagsProps {
  project: string;
  environment: string;
  difference: EnvironmentDifference;
}

function Flags({ project, environment, difference: { flags, segments } }: FlagsProps) {
  if (flags.length + segments.length === 0) return <span className="sw-muted">the same</span>;
  return (
    <ul className={css.chips}>
      {flags.map((flag) => (
        <li key={flag}>
          <Link
            to="/projects/$project/flags/$flag"
            params={{ project, flag }}
            search={{ environment }}
            className="sw-link sw-mono"
          >
            {flag}
          </Link>
        </li>
      ))}
      {segments.map((segment) => (
        <li key={segment}>
          segment{' '}
          <Link
            to="/projects/$project/segments/$segment"
            params={{ project, segment }}
            search={{ environment }}
            className="sw-link sw-mono"
          >
            {segment}
          </Link>
        </li>
      ))}
    </ul>
  );
}

interface ServiceDifferenceProps {
  service: EnvironmentDifference['services'][number];
  name: string;
}

function ServiceDifference({ service: one, name }: ServiceDifferenceProps) {
  const { service, commit, otherCommit, ahead, aheadCount, behindCount } = one;
  const isSame = commit === otherCommit;
  const more = aheadCount - ahead.length;
  return (
    <div>
      <div className={css.differenceHead}>
        <strong>{service}</strong>
        {isSame ? (
          <span className="sw-muted">the same commit</span>
        ) : (
          <>
            <span>{countText(aheadCount, 'commit more', 'commits more')}</span>
            <span className="sw-muted">
              {behindCount === 0 ? `has all of ${name}` : `lacks ${behindCount} of ${name}`}
            </span>
          </>
        )}
      </div>
      {ahead.length === 0 ? null : (
        <ul className={css.commits}>
          {ahead.map(({ commit: hash, subject, author, committedAt }) => (
            <li key={hash}>
              <span className="sw-mono sw-muted">{shortCommit(hash)}</span>
              <span className={css.grow}>
                {subject}{' '}
                <span className={css.small}>
                  {author}, <Time at={committedAt} />
                </span>
              </span>
            </li>
          ))}
          {more > 0 ? <li className="sw-muted">and {more} more</li> : null}
        </ul>
      )}
    </div>
  );
}
