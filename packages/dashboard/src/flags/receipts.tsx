import { getReceipts, type Receipts } from '@slipway/api';
import { useRead } from '../app/api.ts';
import { Show } from '../ui/loading.tsx';
import { Time } from '../ui/time.tsx';
import css from './receipts.module.css';
import { durationText, isEverywhere, reachWords } from './receipts-words.ts';

interface Where {
  project: string;
  environment: string;
}

/** How far the present version of an environment has got, in one line that moves as receipts arrive. */
export function ReceiptsLine({ project, environment }: Where) {
  const { data } = useRead(getReceipts, { params: { project, environment } });
  return (
    <p className={css.line} role="status">
      {data ? (
        <>
          {data.body.connected > 0 ? <Bar {...data.body} /> : null}
          <span>{reachWords(data.body)}</span>
        </>
      ) : null}
    </p>
  );
}

function Bar(receipts: Receipts) {
  const share = receipts.applied / receipts.connected;
  return (
    <span className={css.bar} aria-hidden data-done={isEverywhere(receipts) || undefined}>
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** The same at length, with whoever lags. */
export function ReceiptsPanel({ project, environment }: Where) {
  const receipts = useRead(getReceipts, { params: { project, environment } });
  return (
    <Show of={receipts} rows={3}>
      {({ body }) => <ReceiptsFacts receipts={body} />}
    </Show>
  );
}

function ReceiptsFacts({ receipts }: { receipts: Receipts }) {
  const { connected, applied, p50Ms, p99Ms, version, changedAt, laggards } = receipts;
  return (
    <div className={`sw-panel ${css.panel}`}>
      <dl className={css.facts}>
        <div>
          <dt>Applied</dt>
          <dd>
            <span role="status">
              {connected === 0 ? 'nobody connected' : `${applied} of ${connected} instances`}
            </span>
          </dd>
        </div>
        <div>
          <dt>Half within</dt>
          <dd>{p50Ms === null ? '–' : durationText(p50Ms)}</dd>
        </div>
        <div>
          <dt>99 % within</dt>
          <dd>{p99Ms === null ? '–' : durationText(p99Ms)}</dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd>
            {version}, <Time at={changedAt} />
          </dd>
        </div>
      </dl>
      {connected === 0 ? (
        <p className="sw-muted">
          SDK instances say which version they have applied. None has been heard of in the last two minutes.
        </p>
      ) : null}
      {laggards.length > 0 ? <Laggards laggards={laggards} /> : null}
    </div>
  );
}

function Laggards({ laggards }: Pick<Receipts, 'laggards'>) {
  return (
    <table className="sw-table sw-stack">
      <thead>
        <tr>
          <th scope="col">Lagging instance</th>
          <th scope="col">Service</th>
          <th scope="col">Has version</th>
          <th scope="col">Last heard of</th>
        </tr>
      </thead>
      <tbody>
        {laggards.map(({ instance, service, version, lastSeenAt }) => (
          <tr key={instance}>
            <td className="sw-mono">{instance}</td>
            <td>{service ?? <span className="sw-muted">unknown</span>}</td>
            <td>
              <span className={css.label}>has version </span>
              {version === 0 ? 'none yet' : version}
            </td>
            <td>
              <Time at={lastSeenAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
