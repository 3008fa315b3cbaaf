import { listTokens, revokeToken, type Token } from '@slipway/api';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { forget, useAll } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Time } from '../ui/time.tsx';
import css from './access.module.css';
import { TokenDialog } from './token-dialog.tsx';

/** Machine credentials of the project. */
export function TokensTab({ project }: { project: string }) {
  const may = useMay(project);
  const tokens = useAll(listTokens, { params: { project } });
  const [isMaking, setMaking] = useState(false);
  const create = (
    <GuardedButton
      refusal={refusalOf(may, 'token:write')}
      leftSection={<IconPlus size={16} />}
      onClick={() => setMaking(true)}
    >
      Create token
    </GuardedButton>
  );
  return (
    <Section title="Tokens" actions={tokens.data?.length ? create : null}>
      <Show of={tokens}>
        {(items) =>
          items.length === 0 ? (
            <Empty action={create} command="slipway token create web --scope server -e production">
              Applications read flags, and CI changes them, with a token.
            </Empty>
          ) : (
            <TokenTable project={project} tokens={items} />
          )
        }
      </Show>
      {isMaking ? <TokenDialog project={project} close={() => setMaking(false)} /> : null}
    </Section>
  );
}

function TokenTable({ project, tokens }: { project: string; tokens: readonly Token[] }) {
  return (
    <div className={`sw-panel ${css.scroll}`}>
      <table className="sw-table sw-stack">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">May</th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col">
              <span className="sw-visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} project={project} token={token} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TokenRow({ project, token }: { project: string; token: Token }) {
  const may = useMay(project);
  const submit = useSubmit();
  const { id, name, prefix, scope, role, environment, lastUsedAt, expiresAt, madeBy, isMakerGone } = token;
  const revoke = async (): Promise<void> => {
    const outcome = await submit(
      revokeToken,
      { params: { project, token: id } },
      { what: `Revoke the token ${name}` },
    );
    if (outcome.kind === 'done') await forget([listTokens.id], { project });
  };
  return (
    <tr>
      <td>
        {name} {isMakerGone ? <StateMark look="warning">its maker is gone: replace it</StateMark> : null}
        <div className="sw-muted">
          <span className="sw-mono">{prefix}…</span>
          {madeBy?.name ? ` · made by ${madeBy.name}` : ''}
        </div>
      </td>
      <td>{environment ? `${scope} of ${environment}` : role ? `what a ${role} may` : scope}</td>
      <td className="sw-muted">{lastUsedAt ? <Time at={lastUsedAt} /> : 'never'}</td>
      <td className="sw-muted">{expiresAt ? <Time at={expiresAt} /> : 'never'}</td>
      <td className={css.right}>
        <GuardedButton
          size="compact-sm"
          variant="default"
          color="red"
          refusal={refusalOf(may, 'token:write')}
          aria-label={`Revoke the token ${name}`}
          onClick={() => void revoke()}
        >
          Revoke
        </GuardedButton>
      </td>
    </tr>
  );
}
