import { deleteSegment, type Environment, listSegments, type Segment } from '@slipway/api';
import { useNavigate } from '@tanstack/react-router';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from '../environments/change-dialog.tsx';

interface DeleteSegmentProps {
  project: string;
  segment: Segment;
  etag: string;
  environments: readonly Environment[];
  close: () => void;
}

/** The server refuses while anything uses it, and says what. */
export function DeleteSegment({
  project,
  segment: { key, name },
  etag,
  environments,
  close,
}: DeleteSegmentProps) {
  const submit = useSubmit();
  const navigate = useNavigate();
  const isProposal = environments.some(({ isProtected }) => isProtected);
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      deleteSegment,
      { params: { project, segment: key }, ifMatch: etag, query: reason === '' ? {} : { reason } },
      { what: `Delete segment ${key}`, own: shownInPlace, isReasoned: isProposal },
    );
  return (
    <ChangeDialog
      title={`Delete ${name}?`}
      action="Delete segment"
      send={send}
      close={close}
      done={() => {
        void navigate({ to: '/projects/$project/segments', params: { project } });
        void forget([listSegments.id], { project });
      }}
      isProposal={isProposal}
      isDangerous
    >
      <p>
        It goes with what environments have of their own. As long as a rule asks for it, Slipway refuses and
        says which.
      </p>
    </ChangeDialog>
  );
}
