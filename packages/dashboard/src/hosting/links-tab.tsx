import { listLinks, revokeLink, type ShareLink } from '@slipway/api';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { forget, useAll } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { Copy } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time, useNow } from '../ui/time.tsx';
import { AccessForm } from './access-form.tsx';
import { CreateLink } from './create-link.tsx';
import type { HostedTabProps } from './hosted-page.tsx';
import css from './hosting.module.css';

/** Who may look at it: links for people without an account, and everybody else. */
export function LinksTab({ project, environment }: HostedTabProps) {
  const { key } = environment;
  const links = useAll(listLinks, { params: { project, environment: key } });
  const refusal = refusalOf(useMay(project), 'environment:write', { environment: key });
  const [isCreating, setCreating] = useState(false);
  const create = (
    <GuardedButton
      size="sm"
      refusal={refusal}
      leftSection={<IconPlus size={16} />}
      onClick={() => setCreating(true)}
    >
      Create link
    </GuardedButton>
  );
  return (
    <>
      <Section title="Share links" actions={links.data?.length ? create : null}>
        <Show of={links} rows={4}>
          {(items) => (
            <div className="sw-panel">
              {items.length === 0 ? (
                <Empty action={create} command={`slipway environment link create ${key} --label marketing`}>
                  Whoever has a share link sees this environment and nothing else, without an account.
                </Empty>
              ) : (
                <ul className={css.rows}>
                  {items.map((link) => (
                    <LinkRow
                      key={link.id}
                      project={project}
                      environment={key}
                      link={link}
                      refusal={refusal}
                    />
                  ))}
                </ul>
              )}
            </div>
          )}
        </Show>
      </Section>
      <Section title="Everybody else">
        <AccessForm
          key={environment.run.access}
          project={project}
          environment={environment}
          refusal={refusal}
        />
      </Section>
      {isCreating ? (
        <CreateLink project={project} environment={key} close={() => setCreating(false)} />
      ) : null}
    </>
  );
}

interface LinkRowProps {
  project: string;
  environment: string;
  link: ShareLink;
  refusal: string | null;
}

function LinkRow({ project, environment, link, refusal }: LinkRowProps) {
  const submit = useSubmit();
  const now = useNow();
  const { id, label, url, hasPassword, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt, uses } = link;
  const isOver = revokedAt !== null || new Date(expiresAt).getTime() <= now;
  const name = label === '' ? 'without a label' : label;
  const revoke = async (): Promise<void> => {
    const params = { project, environment, link: id };
    const outcome = await submit(revokeLink, { params }, { what: `Revoke the link ${name}` });
    if (outcome.kind === 'done') await forget([listLinks.id], { project, environment });
  };
  return (
    <li>
      <div className={css.grow}>
        <strong className={label === '' ? 'sw-muted' : ''}>{label === '' ? 'No label' : label}</strong>{' '}
        {revokedAt !== null ? (
          <StateMark look="ended">revoked</StateMark>
        ) : isOver ? (
          <StateMark look="ended">expired</StateMark>
        ) : hasPassword ? (
          <StateMark look="on">with a password</StateMark>
        ) : (
          <StateMark look="on">open</StateMark>
        )}
        <div className={css.facts}>
          <span>
            {createdBy}, <Time at={createdAt} />
          </span>
          <span>
            {isOver ? 'ended' : 'ends'} <Time at={revokedAt ?? expiresAt} />
          </span>
          <span>
            {uses === 0 || lastUsedAt === null ? (
              'never used'
            ) : (
              <>
                used {uses === 1 ? 'once' : `${uses} times`}, last <Time at={lastUsedAt} />
              </>
            )}
          </span>
        </div>
      </div>
      {isOver ? null : (
        <>
          <Copy value={url} what={`link ${name}`} />
          <GuardedButton
            size="compact-sm"
            variant="default"
            color="red"
            refusal={refusal}
            aria-label={`Revoke the link ${name}`}
            onClick={() => void revoke()}
          >
            Revoke
          </GuardedButton>
        </>
      )}
    </li>
  );
}
