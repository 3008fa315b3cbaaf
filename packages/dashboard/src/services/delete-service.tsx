import { deleteService, listServices, type Service } from '@slipway/api';
import { forget } from '../app/api.ts';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from '../environments/change-dialog.tsx';

interface DeleteServiceProps {
  project: string;
  service: Service;
  etag: string;
  close: () => void;
}

export function DeleteService({ project, service: { key, name }, etag, close }: DeleteServiceProps) {
  const submit = useSubmit();
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      deleteService,
      { params: { project, service: key }, ifMatch: etag, query: reason === '' ? {} : { reason } },
      { what: `Remove the service ${name}`, own: shownInPlace },
    );
  return (
    <ChangeDialog
      title={`Remove ${name}?`}
      action="Remove service"
      send={send}
      close={close}
      done={() => void forget([listServices.id], { project })}
      isDangerous
    >
      <p>
        Its credential and its variables go with it, and blueprints that name it can no longer be run. The
        repository itself stays as it is.
      </p>
    </ChangeDialog>
  );
}
