import { type Environment, getReceipts, type Receipts } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRead } from '../app/api.ts';
import { useMay } from '../app/session.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';
import { approvalsWords, countText, kindWords, receiptsWords } from './environment-words.ts';
import css from './environments.module.css';
import { basesOf, followersOf } from './tree.ts';

interface EnvironmentFactsProps {
  project: string;
  environment: Environment;
  all: readonly Environment[];
}

/** What one wants to know first. */
export function EnvironmentFacts({ project, environment, all }: EnvironmentFactsProps) {
  const { key, kind, version, createdAt } = environment;
  const isReader = useMay(project)('project:read');
  const receipts = useRead(getReceipts, { params: { project, environment: key } }, { enabled: isReader }).data
    ?.body;
  const bases = basesOf(all, key);
  const followers = followersOf(all, key);
  return (
    <dl className={`sw-panel ${css.facts}`}>
      <Fact name="Kind" note={kindWords[kind].explanation}>
        {kindWords[kind].label}
      </Fact>
      <Fact
        name="Follows"
        note={followers.length > 0 ? `Followed by ${followers.map((one) => one.name).join(', ')}` : null}
      >
        {bases.length === 0 ? 'nothing, stands on its own' : <Bases project={project} bases={bases} />}
      </Fact>
      <Fact name="Protection" note={environment.isProtected ? 'A kill passes at once.' : null}>
        {approvalsWords(environment)}
      </Fact>
      <Fact
        name="Version"
        note={
          <>
            {receipts ? (
              <>
                changed <Time at={receipts.changedAt} />,{' '}
              </>
            ) : null}
            created <Time at={createdAt} />
          </>
        }
      >
        {version}
      </Fact>
      {isReader ? (
        <Fact name="Instances" note={receipts ? <Laggards receipts={receipts} /> : null}>
          {receipts ? (
            <StateMark look={receiptsWords(receipts).look} quiet>
              {receiptsWords(receipts).words}
            </StateMark>
          ) : (
            '…'
          )}
        </Fact>
      ) : null}
    </dl>
  );
}

function Fact({ name, note, children }: { name: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>
        {children}
        {note ? <div className={css.factNote}>{note}</div> : null}
      </dd>
    </div>
  );
}

function Bases({ project, bases }: { project: string; bases: readonly Environment[] }) {
  return bases.map(({ key, name, kind, isProtected }, index) => (
    <span key={key}>
      {index > 0 ? <span className="sw-muted"> ← </span> : null}
      <Link
        to="/projects/$project/environments/$environment"
        params={{ project, environment: key }}
        className="sw-link"
      >
        <EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />
      </Link>
    </span>
  ));
}

function Laggards({ receipts: { laggards, connected, version } }: { receipts: Receipts }) {
  if (connected === 0) return 'An SDK with a token of this environment shows here within seconds.';
  if (laggards.length === 0) return `All are at version ${version}.`;
  return (
    <details>
      <summary>{countText(laggards.length, 'instance lags behind', 'instances lag behind')}</summary>
      <ul className={css.laggards}>
        {laggards.map(({ instance, service, version: at, lastSeenAt }) => (
          <li key={instance}>
            <span className="sw-mono">{instance}</span>
            {service ? ` (${service})` : ''} at version {at}, heard of <Time at={lastSeenAt} />
          </li>
        ))}
      </ul>
    </details>
  );
}
