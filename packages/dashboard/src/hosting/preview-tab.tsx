import { IconExternalLink } from '@tabler/icons-react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Copy } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import type { HostedTabProps } from './hosted-page.tsx';
import css from './hosting.module.css';
import { runWords } from './run-words.ts';
import { useRunActs } from './use-run-acts.ts';

/** The application itself, in a frame, once it is up. */
export function PreviewTab({ project, environment }: HostedTabProps) {
  const { key, name, run } = environment;
  const may = useMay(project);
  const acts = useRunActs(project, key, run);
  if (run.state !== 'ready')
    return (
      <div className="sw-panel">
        <Empty
          action={
            run.state === 'sleeping' || run.state === 'failed' ? (
              <GuardedButton
                refusal={refusalOf(may, 'environment:write', { environment: key })}
                onClick={() => void acts.wake()}
              >
                {run.state === 'failed' ? 'Try again' : 'Wake'}
              </GuardedButton>
            ) : null
          }
          command={`slipway environment open ${key}`}
        >
          {`It shows here once it is ready. Now it is: ${runWords(run).words}.`}
        </Empty>
      </div>
    );
  return (
    <div className="sw-panel">
      <div className={css.frameBar}>
        <span className={css.address}>
          <a className="sw-link" href={run.url} target="_blank" rel="noreferrer">
            Open in a new tab <IconExternalLink size={13} aria-hidden />
          </a>
          <Copy value={run.url} what="address" />
        </span>
        <span className={css.small}>
          Empty, or asks to sign in? Browsers may keep a frame from it: the new tab works.
        </span>
      </div>
      <iframe
        className={css.frame}
        src={run.url}
        title={`Preview of ${name}`}
        sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-modals allow-downloads"
        referrerPolicy="no-referrer"
      />
    </div>
  );
}
