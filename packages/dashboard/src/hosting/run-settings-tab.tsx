import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { ConnectHint } from '../environments/connect-hint.tsx';
import { EditEnvironment } from '../environments/edit-environment.tsx';
import { EnvironmentFacts } from '../environments/environment-facts.tsx';
import { ProtectEnvironment } from '../environments/protect-environment.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { useNow } from '../ui/time.tsx';
import { CloneEnvironment } from './clone-environment.tsx';
import { DestroyEnvironment } from './destroy-environment.tsx';
import type { HostedTabProps } from './hosted-page.tsx';
import css from './hosting.module.css';
import { Redeploy } from './redeploy.tsx';
import { expiryWords, isGone } from './run-words.ts';
import { useRunActs } from './use-run-acts.ts';

type Asked = 'edit' | 'protect' | 'redeploy' | 'clone' | 'destroy';

/** What it is called, how long it lives, what it runs next. */
export function RunSettingsTab({ project, environment, etag, all }: HostedTabProps) {
  const { key, run } = environment;
  const may = useMay(project);
  const navigate = useNavigate();
  const acts = useRunActs(project, key, run);
  const now = useNow();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const refusal =
    refusalOf(may, 'environment:write', { environment: key }) ??
    (isGone(run) ? 'It is being destroyed.' : null);
  const dialog = { project, environment, close };
  return (
    <>
      <EnvironmentFacts project={project} environment={environment} all={all} />
      <div className="sw-panel" style={{ marginTop: 16 }}>
        <Act title="Code" words="Run the newest commits, or other branches. The data stays.">
          <GuardedButton variant="default" refusal={refusal} onClick={() => setAsked('redeploy')}>
            Redeploy …
          </GuardedButton>
        </Act>
        <Act title="Life" words={lifeWords(expiryWords(run, now))}>
          {run.isKept || run.expiresAt === null ? null : (
            <GuardedButton variant="default" refusal={refusal} onClick={() => void acts.extend(7)}>
              Extend by a week
            </GuardedButton>
          )}
          <GuardedButton variant="default" refusal={refusal} onClick={() => void acts.keep(!run.isKept)}>
            {run.isKept ? 'Let go' : 'Keep'}
          </GuardedButton>
        </Act>
        <Act title="Clone" words="A second one with the same code, data and differences in flags.">
          <GuardedButton variant="default" refusal={refusal} onClick={() => setAsked('clone')}>
            Clone …
          </GuardedButton>
        </Act>
        <Act title="Name and flags" words="Another name, or another environment whose flags it follows.">
          <GuardedButton variant="default" refusal={refusal} onClick={() => setAsked('edit')}>
            Edit …
          </GuardedButton>
          <GuardedButton
            variant="default"
            refusal={refusalOf(may, 'environment:protect')}
            onClick={() => setAsked('protect')}
          >
            Protection …
          </GuardedButton>
        </Act>
        <Act
          title="Destroy"
          words="With its database, snapshots, links and differences in flags. It cannot be undone."
        >
          <GuardedButton
            variant="default"
            color="red"
            refusal={refusal ?? (run.isKept ? 'It is kept: let it go first.' : null)}
            onClick={() => setAsked('destroy')}
          >
            Destroy …
          </GuardedButton>
        </Act>
      </div>
      <ConnectHint project={project} environment={environment} />
      {asked === 'edit' ? <EditEnvironment {...dialog} etag={etag} all={all} /> : null}
      {asked === 'protect' ? <ProtectEnvironment {...dialog} etag={etag} all={all} /> : null}
      {asked === 'redeploy' ? <Redeploy {...dialog} /> : null}
      {asked === 'clone' ? <CloneEnvironment {...dialog} all={all} /> : null}
      {asked === 'destroy' ? (
        <DestroyEnvironment
          {...dialog}
          done={() => void navigate({ to: '/projects/$project/environments', params: { project } })}
        />
      ) : null}
    </>
  );
}

function lifeWords(expiry: string): string {
  if (expiry === 'kept') return 'Kept: it neither expires nor can be destroyed until you let it go.';
  if (expiry === 'stays') return 'It does not expire.';
  return `${expiry}. Then it is destroyed, unless you extend or keep it.`;
}

function Act({ title, words, children }: { title: string; words: string; children: ReactNode }) {
  return (
    <div className={css.act}>
      <div>
        <h2>{title}</h2>
        <p>{words}</p>
      </div>
      <div className={css.stateLine}>{children}</div>
    </div>
  );
}
