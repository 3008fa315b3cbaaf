import { type Blueprint, deleteBlueprint, listBlueprints } from '@slipway/api';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from '../environments/change-dialog.tsx';

interface DeleteBlueprintProps {
  project: string;
  blueprint: Blueprint;
  etag: string;
  close: () => void;
}

export function DeleteBlueprint({ project, blueprint: { key, name }, etag, close }: DeleteBlueprintProps) {
  const submit = useSubmit();
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      deleteBlueprint,
      { params: { project, blueprint: key }, ifMatch: etag, query: reason === '' ? {} : { reason } },
      { what: `Remove the blueprint ${name}`, own: shownInPlace },
    );
  return (
    <ChangeDialog
      title={`Remove ${name}?`}
      action="Remove blueprint"
      send={send}
      close={close}
      done={() => void forget([listBlueprints.id], { project })}
      isDangerous
    >
      <p>
        Nobody can create an environment from it any more. While an environment runs it, Slipway refuses. A
        file in a repository stays where it is.
      </p>
    </ChangeDialog>
  );
}
