import type { EnvironmentRun, RunService } from '@slipway/api';
import { IconExternalLink } from '@tabler/icons-react';
import { useMay } from '../app/session.tsx';
import { kindWords } from '../environments/environment-words.ts';
import { Copy } from '../ui/copy.tsx';
import { Section } from '../ui/page.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time, useNow } from '../ui/time.tsx';
import { Difference } from './difference.tsx';
import { Trouble } from './environment-card.tsx';
import type { HostedTabProps } from './hosted-page.tsx';
import css from './hosting.module.css';
import { Limits } from './limits.tsx';
import { Revisions } from './revisions.tsx';
import {
  bytesText,
  durationText,
  expiryWords,
  type Hosted,
  isGone,
  runWords,
  serviceWords,
  viewersWords,
} from './run-words.ts';
import { Timeline } from './timeline.tsx';

/** Is it up, since when, what is in it, and in what it differs. */
export function OverviewTab({ project, environment, detail, all }: HostedTabProps) {
  const { key, run } = environment;
  const isReader = useMay(project)('project:read');
  return (
    <>
      <StateHeader project={project} environment={environment} />
      <div className={css.columns}>
        <Section title="Steps">
          <Timeline project={project} environment={key} run={run} steps={detail.steps} isReader={isReader} />
        </Section>
        <Section title="Code">
          {run.revisions === null ? (
            <p className="sw-muted">Which commits it runs is known once the code has been fetched.</p>
          ) : (
            <Revisions revisions={run.revisions.services} />
          )}
        </Section>
      </div>
      <Section title="Services">
        <Services services={detail.services} />
      </Section>
      {isReader && run.revisions !== null && !isGone(run) ? (
        <Difference project={project} environment={environment} all={all} />
      ) : null}
      <div style={{ marginTop: 28 }}>
        <Limits runtime={run.runtime} limits={detail.limits} />
      </div>
    </>
  );
}

function StateHeader({ project, environment }: { project: string; environment: Hosted }) {
  const { kind, run } = environment;
  const now = useNow();
  return (
    <div className={`sw-panel ${css.state}`}>
      <div className={css.stateLine}>
        <span>
          {stateSince(run)} <Time at={run.since} />
        </span>
        <span className="sw-muted">asked for by {run.createdBy}</span>
      </div>
      <Trouble project={project} environment={environment} />
      {isGone(run) ? null : (
        <span className={css.address}>
          <a className="sw-link" href={run.url} target="_blank" rel="noreferrer">
            {run.url}
          </a>
          <Copy value={run.url} what="address" />
        </span>
      )}
      <p className={css.facts}>
        <span>{kindWords[kind].label}</span>
        <span>{expiryWords(run, now)}</span>
        <span>{accessWords(run)}</span>
        <span>
          {viewersWords(run.viewers)}
          {run.viewers === 0 && run.lastViewedAt !== null ? (
            <>
              , last <Time at={run.lastViewedAt} />
            </>
          ) : null}
        </span>
        {run.readyMs === null ? null : <span>came up in {durationText(run.readyMs)}</span>}
      </p>
    </div>
  );
}

/** "Ready, since". */
function stateSince(run: EnvironmentRun): string {
  const { words } = runWords(run);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}, since`;
}

function accessWords({ access, allowedAddresses }: EnvironmentRun): string {
  if (access === 'public') return 'open to everybody';
  if (allowedAddresses.length === 0) return 'members and share links';
  return `members, share links and ${allowedAddresses.length} address ranges`;
}

function Services({ services }: { services: readonly RunService[] }) {
  if (services.length === 0) return <p className="sw-muted">Nothing runs yet.</p>;
  return (
    <div className="sw-panel">
      <table className="sw-table sw-stack">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">State</th>
            <th scope="col">Memory</th>
            <th scope="col">Restarts</th>
            <th scope="col">Address</th>
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <ServiceRow key={service.name} service={service} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ServiceRow({ service }: { service: RunService }) {
  const { look, words } = serviceWords(service);
  const { name, since, memoryBytes, restarts, url } = service;
  return (
    <tr>
      <td>
        <strong>{name}</strong>
      </td>
      <td>
        <StateMark look={look} quiet>
          {words}
        </StateMark>
        {since === null ? null : (
          <span className={css.small}>
            {' '}
            since <Time at={since} />
          </span>
        )}
      </td>
      <td className="sw-muted">{memoryBytes === null ? '–' : bytesText(memoryBytes)}</td>
      <td className={restarts > 0 ? '' : 'sw-muted'}>{restarts === 0 ? 'none' : `${restarts} restarts`}</td>
      <td>
        {url === null ? (
          <span className="sw-muted">inside only</span>
        ) : (
          <span className={css.address}>
            <a className="sw-link" href={url} target="_blank" rel="noreferrer" aria-label={`Open ${name}`}>
              Open <IconExternalLink size={12} aria-hidden />
            </a>
            <Copy value={url} what={`address of ${name}`} />
          </span>
        )}
      </td>
    </tr>
  );
}
