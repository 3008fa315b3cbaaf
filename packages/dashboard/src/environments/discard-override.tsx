import {
  dropFlagOverride,
  dropSegmentOverride,
  type Environment,
  listOverrides,
  type Override,
} from '@slipway/api';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { Words } from '../flags/words-view.tsx';
import { useNow } from '../ui/time.tsx';
import { ChangeDialog, shownInPlace } from './change-dialog.tsx';
import { ContentDifferences } from './content-differences.tsx';
import { contentWords } from './content-words.ts';

interface DiscardOverrideProps {
  project: string;
  environment: Environment;
  override: Override;
  close: () => void;
}

/** Puts a difference away, after one has seen what holds then. */
export function DiscardOverride({ project, environment, override, close }: DiscardOverrideProps) {
  const submit = useSubmit();
  const now = useNow();
  const { kind, key, own, inherited, etag } = override;
  const from = environment.base ?? 'its definition';
  const send = (reason: string): Promise<Outcome<unknown>> => {
    const options = {
      what: `Discard the difference of ${key} in ${environment.name}`,
      own: shownInPlace,
      isReasoned: environment.isProtected,
    };
    const common = { ifMatch: etag, query: reason === '' ? {} : { reason } };
    const at = { project, environment: environment.key };
    return kind === 'flag'
      ? submit(dropFlagOverride, { params: { ...at, flag: key }, ...common }, options)
      : submit(dropSegmentOverride, { params: { ...at, segment: key }, ...common }, options);
  };
  return (
    <ChangeDialog
      title={`Discard the difference of ${key} in ${environment.name}?`}
      action="Discard difference"
      size="xl"
      send={send}
      close={close}
      done={() => void forget([listOverrides.id], { project })}
      isProposal={environment.isProtected}
    >
      <p>
        From then on {key} is in {environment.name} as in {from}:{' '}
        {inherited === null ? null : <Words of={contentWords({ kind, content: inherited }, now)} />}
      </p>
      <ContentDifferences
        kind={kind}
        before={own}
        after={inherited}
        labels={['Now', `As in ${from}`]}
        subject={key}
      />
    </ChangeDialog>
  );
}
