import { getSegment, getSegmentState, listSegments, putSegmentOverride, updateSegment } from '@slipway/api';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from '../environments/change-dialog.tsx';
import { ContentDifferences } from '../environments/content-differences.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { reachOf } from './reach.ts';
import { isSame } from './segment-draft.ts';
import type { SegmentEditorProps } from './segment-editor.tsx';
import css from './segments.module.css';

/** What changes, where it reaches, and why: then it is saved or proposed. */
export function SaveSegment(props: SegmentEditorProps & { close: () => void }) {
  const { project, segment, editing, environments, states, place, close } = props;
  const submit = useSubmit();
  const { form, saved, etag } = editing;
  const isContent = !isSame(form.content, saved.content);
  const reached = isContent ? reachOf(place?.key ?? null, environments, states) : [];
  const isProposal = reached.some(({ isProtected }) => isProtected);
  const send = async (reason: string): Promise<Outcome<unknown>> => {
    const why = reason === '' ? {} : { reason };
    const options = { what: `Change segment ${segment}`, own: shownInPlace, isReasoned: isProposal };
    const outcome = place
      ? await submit(
          putSegmentOverride,
          {
            params: { project, segment, environment: place.key },
            ifMatch: etag,
            body: { content: form.content, ...why },
          },
          options,
        )
      : await submit(
          updateSegment,
          { params: { project, segment }, ifMatch: etag, body: { ...form, ...why } },
          options,
        );
    if (outcome.kind === 'done' || outcome.kind === 'proposed') editing.discard();
    await forget([getSegment.id, getSegmentState.id, listSegments.id], { project });
    return outcome;
  };
  return (
    <ChangeDialog
      title={place ? `Change ${segment} in ${place.name}` : `Change ${segment}`}
      action="Save changes"
      size="xl"
      send={send}
      close={close}
      isReady={editing.theirs === null}
      isProposal={isProposal}
      conflict={
        <p role="alert">
          Somebody changed this meanwhile. Close this: the page shows both and lets you choose.
        </p>
      }
    >
      {saved.name === form.name ? null : (
        <p>
          Name: {saved.name} → <strong>{form.name}</strong>
        </p>
      )}
      {saved.description === form.description ? null : <p>Description: {form.description || 'none'}</p>}
      {isContent ? (
        <ContentDifferences
          kind="segment"
          before={saved.content}
          after={form.content}
          labels={['Now', 'Then']}
          subject={segment}
        />
      ) : null}
      {place && states.get(place.key)?.state.source !== 'override' ? (
        <p>{place.name} then has content of its own and no longer follows.</p>
      ) : null}
      {reached.length > 0 ? (
        <p className={css.reach}>
          Changes who belongs to it in{' '}
          {reached.map(({ key, name, kind, isProtected }, index) => (
            <span key={key}>
              {index > 0 ? ', ' : ''}
              <EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />
            </span>
          ))}
          {isProposal ? '. A protected one is among them, so it waits for an approval.' : '.'}
        </p>
      ) : null}
    </ChangeDialog>
  );
}
