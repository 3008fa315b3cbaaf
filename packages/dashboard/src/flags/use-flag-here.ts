import {
  type Environment,
  type Flag,
  type FlagState,
  getFlag,
  getFlagState,
  listFlagStates,
  listProposals,
  type Reply,
} from '@slipway/api';
import { useMemo } from 'react';
import { keyOf, queryClient, useAll, useRead } from '../app/api.ts';
import { useChosenEnvironment } from '../app/environment.tsx';
import { waitingFor } from './flag-serving.ts';
import { useHolders } from './use-holders.ts';

/** A flag in the environment that one looks at. */
export interface FlagHere {
  project: string;
  flag: Flag;
  /** Of the definition, to be sent as If-Match. */
  flagEtag: string;
  environment: Environment;
  environments: readonly Environment[];
  state: FlagState;
  /** Of the state, to be sent as If-Match; empty where it was not read. */
  etag: string;
  /** In every environment; empty until it is read. */
  states: readonly FlagState[];
  /** By environment the required flag that holds this one off there: everyone gets the off variant. */
  holders: ReadonlyMap<string, string>;
}

const none: readonly never[] = [];

/** `here` is undefined until all of it is known; `error` says what could not be read. */
export function useFlagHere(project: string, key: string) {
  const definition = useRead(getFlag, { params: { project, flag: key } });
  const { environments, chosen, choose } = useChosenEnvironment(project);
  const at = { project, flag: key, environment: chosen?.key ?? '' };
  const state = useRead(getFlagState, { params: at }, { enabled: chosen !== undefined });
  const states = useAll(listFlagStates, { params: { project, flag: key } });
  const holders = useHolders(project, key, state.data?.body, states.data ?? none);
  const here = useMemo((): FlagHere | undefined => {
    if (!definition.data || !state.data || !chosen || !environments || !holders) return undefined;
    return {
      project,
      flag: definition.data.body,
      flagEtag: definition.data.etag ?? '',
      environment: chosen,
      environments,
      state: state.data.body,
      etag: state.data.etag ?? '',
      states: states.data ?? none,
      holders,
    };
  }, [project, definition.data, state.data, chosen, environments, states.data, holders]);
  return {
    here,
    flag: definition.data?.body,
    environments,
    choose,
    error: definition.error ?? state.error,
    retry: () => void Promise.all([definition.refetch(), state.refetch()]),
  };
}

/** Shows a state that a write has answered at once; the stream tells what else it has touched. */
export function keepState(project: string, reply: Reply<FlagState>): void {
  const { flag, environment } = reply.body;
  queryClient.setQueryData(keyOf(getFlagState, { params: { project, flag, environment } }), reply);
}

/** Open proposals that would change this flag here. */
export function useWaiting({
  project,
  flag,
  environment,
}: Pick<FlagHere, 'project' | 'flag' | 'environment'>) {
  const { data } = useAll(listProposals, { params: { project }, query: { state: 'open' } });
  return useMemo(
    () => waitingFor(data ?? none, flag.key, environment.key),
    [data, flag.key, environment.key],
  );
}
