import { useSubmit } from '../app/submit.tsx';
import { ChangeDialog } from '../environments/change-dialog.tsx';
import { restore } from './flag-acts.ts';
import type { FlagHere } from './use-flag-here.ts';
import { WhoLines } from './who-lines.tsx';

/** Lifting a kill lets people see again what was taken away: it says who, and asks why. */
export function RestoreDialog({ here, close }: { here: FlagHere; close: () => void }) {
  const { environment, state, flag } = here;
  const submit = useSubmit();
  return (
    <ChangeDialog
      title={`Restore ${flag.key} in ${environment.name}`}
      action="Restore"
      send={(reason) => restore(submit, here, environment, reason)}
      close={close}
      isProposal={environment.isProtected}
    >
      <div>
        <p className="sw-muted">Who has it then:</p>
        <WhoLines here={here} state={{ ...state, killed: false }} />
      </div>
    </ChangeDialog>
  );
}
