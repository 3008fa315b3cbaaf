import { Select } from '@mantine/core';
import {
  type Environment,
  listOverrides,
  type Override,
  type Promotion,
  previewPromotion,
  promote,
} from '@slipway/api';
import { useState } from 'react';
import { forget, useRead } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { Words } from '../flags/words-view.tsx';
import { isProductionLike } from '../ui/environment-name.tsx';
import { Show } from '../ui/loading.tsx';
import { useNow } from '../ui/time.tsx';
import { ChangeDialog, shownInPlace } from './change-dialog.tsx';
import { ContentDifferences } from './content-differences.tsx';
import { contentWords } from './content-words.ts';
import { countText, nothingFor } from './environment-words.ts';
import css from './environments.module.css';
import { chosenKeys, nameOf } from './overlay-choice.ts';

interface PromoteDialogProps {
  project: string;
  from: Environment;
  all: readonly Environment[];
  /** null: every override. */
  chosen: readonly Pick<Override, 'kind' | 'key'>[] | null;
  close: () => void;
  done: () => void;
}

/** Writes what differs here to another environment, after one has seen each difference. */
export function PromoteDialog({ project, from, all, chosen, close, done }: PromoteDialogProps) {
  const submit = useSubmit();
  const others = all.filter(({ key }) => key !== from.key);
  const [to, setTo] = useState(from.base ?? others[0]?.key ?? '');
  const target = others.find(({ key }) => key === to);
  const { flags, segments } = chosenKeys(chosen);
  const query = {
    to,
    ...(flags ? { flags: flags.join(',') } : {}),
    ...(segments ? { segments: segments.join(',') } : {}),
  };
  const at = { project, environment: from.key };
  const preview = useRead(previewPromotion, { params: at, query }, { enabled: target !== undefined });
  const name = target?.name ?? to;
  const count = preview.data?.body.items.length ?? 0;
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      promote,
      {
        params: at,
        ifMatch: preview.data?.etag ?? '',
        body: {
          to,
          ...(flags ? { flags } : {}),
          ...(segments ? { segments } : {}),
          ...(reason ? { reason } : {}),
        },
      },
      {
        what: `Promote ${countText(count, 'item', 'items')} from ${from.name} to ${name}`,
        own: shownInPlace,
        isReasoned: target?.isProtected ?? false,
      },
    );
  return (
    <ChangeDialog
      title={`Promote from ${from.name}`}
      action={count === 0 ? 'Promote' : `Promote ${count} to ${name}`}
      size="xl"
      send={send}
      close={close}
      done={() => {
        done();
        void forget([listOverrides.id], { project });
      }}
      isReady={count > 0}
      refusal={preview.data && count === 0 ? nothingFor(name) : null}
      isProposal={target?.isProtected ?? false}
      isReasonNeeded={target !== undefined && isProductionLike(target.name, target.kind === 'permanent')}
    >
      <Select
        label="To"
        data={others.map(({ key, name, isProtected }) => ({
          value: key,
          label: isProtected ? `${name} (protected)` : name,
        }))}
        value={to}
        onChange={(value) => value !== null && setTo(value)}
        allowDeselect={false}
        searchable={others.length > 8}
        data-autofocus
      />
      <Show of={preview} rows={4}>
        {({ body }) => <Preview promotion={body} target={name} />}
      </Show>
    </ChangeDialog>
  );
}

function Preview({ promotion: { items }, target }: { promotion: Promotion; target: string }) {
  if (items.length === 0) return <p className="sw-muted">{nothingFor(target)}</p>;
  return (
    <div className={css.preview}>
      <p className="sw-muted">
        All or nothing. Variants, kills and whatever is equal already stay as they are in {target}.
      </p>
      <ul className={css.previewItems}>
        {items.map((item) => (
          <PreviewItem key={nameOf(item)} item={item} target={target} />
        ))}
      </ul>
    </div>
  );
}

function PreviewItem({ item, target }: { item: Promotion['items'][number]; target: string }) {
  const { kind, key, before, after } = item;
  const now = useNow();
  return (
    <li>
      <div className={css.overrideHead}>
        <span className="sw-muted">{kind}</span> <strong className="sw-mono">{key}</strong>
      </div>
      <p className="sw-muted">
        Now: <Words of={contentWords({ kind, content: before }, now)} />
      </p>
      <p>
        Then: <Words of={contentWords({ kind, content: after }, now)} />
      </p>
      <ContentDifferences
        kind={kind}
        before={before}
        after={after}
        labels={[`${target} now`, `${target} then`]}
        subject={key}
      />
    </li>
  );
}
