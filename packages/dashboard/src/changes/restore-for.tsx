import { type Environment, getFlag, getFlagState } from '@slipway/api';
import { useRead } from '../app/api.ts';
import { RestoreDialog } from '../flags/restore-dialog.tsx';

interface RestoreForProps {
  project: string;
  flag: string;
  environment: Environment;
  close: () => void;
}

/** The dialog of the flag’s own page, opened from elsewhere. */
export function RestoreFor({ project, flag, environment, close }: RestoreForProps) {
  const definition = useRead(getFlag, { params: { project, flag } });
  const state = useRead(getFlagState, { params: { project, flag, environment: environment.key } });
  if (!definition.data || !state.data) return null;
  const here = {
    project,
    flag: definition.data.body,
    flagEtag: definition.data.etag ?? '',
    environment,
    environments: [environment],
    state: state.data.body,
    etag: state.data.etag ?? '',
    states: [state.data.body],
    holders: new Map<string, string>(),
  };
  return <RestoreDialog here={here} close={close} />;
}
