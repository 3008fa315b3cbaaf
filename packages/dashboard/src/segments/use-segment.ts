import {
  type Environment,
  getSegment,
  getSegmentState,
  listSegments,
  listStatesIn,
  type Segment,
  type SegmentState,
} from '@slipway/api';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client, keyOf, useAll, useRead } from '../app/api.ts';
import { keepDraft, useKeptDraft } from './draft-shelf.ts';
import { isSame, type SegmentDraft, type SegmentForm } from './segment-draft.ts';
import { segmentsUsing, usesOf } from './segment-words.ts';

/** A segment’s definition, or its content in one environment. */
export interface SegmentPlace {
  project: string;
  segment: string;
  /** null: the definition. */
  environment: string | null;
}

/** A form that one may be editing. */
export interface SegmentEditing {
  /** What is shown: the draft’s, else the server’s. */
  form: SegmentForm;
  /** As it is on the server. */
  saved: SegmentForm;
  etag: string;
  draft: SegmentDraft | null;
  /** What somebody else has made of it since the draft began; null = nothing. */
  theirs: SegmentForm | null;
  edit: (form: Partial<SegmentForm>) => void;
  discard: () => void;
  /** Goes on with `mine` on top of what is on the server now. */
  rebase: (mine: SegmentForm) => void;
}

export function useSegmentEditing({ project, segment, environment }: SegmentPlace) {
  const definition = useRead(getSegment, { params: { project, segment } });
  const here = useRead(
    getSegmentState,
    { params: { project, segment, environment: environment ?? '' } },
    { enabled: environment !== null },
  );
  const name = `${project}/${segment}/${environment ?? ''}`;
  const draft = useKeptDraft(name);
  const read = environment === null ? definition : here;
  const saved =
    definition.data && read.data ? formOf(definition.data.body, read.data.body.content) : undefined;
  return {
    error: definition.error ?? here.error,
    definition: definition.data?.body,
    definitionEtag: definition.data?.etag ?? '',
    state: here.data?.body,
    editing: saved ? editingOf(name, saved, read.data?.etag ?? '', draft) : undefined,
  };
}

function formOf({ name, description }: Segment, content: SegmentForm['content']): SegmentForm {
  return { name, description, content };
}

function editingOf(
  name: string,
  saved: SegmentForm,
  etag: string,
  draft: SegmentDraft | null,
): SegmentEditing {
  const isMoved = draft !== null && !isSame(draft.base, saved);
  return {
    form: draft?.mine ?? saved,
    saved,
    // Another ETag with the same content is no conflict.
    etag: draft && isMoved ? draft.etag : etag,
    draft,
    theirs: isMoved ? saved : null,
    edit: (form) => {
      const begun = draft ?? { base: saved, etag, mine: saved };
      keepDraft(name, { ...begun, mine: { ...begun.mine, ...form } });
    },
    discard: () => keepDraft(name, null),
    rebase: (mine) => keepDraft(name, { base: saved, etag, mine }),
  };
}

export interface StateIn {
  state: SegmentState;
  etag: string;
}

/** Content in each environment, by environment. */
export function useSegmentStates(project: string, segment: string, environments: readonly Environment[]) {
  return useQueries({
    queries: environments.map(({ key }) => {
      const params = { project, segment, environment: key };
      return {
        queryKey: keyOf(getSegmentState, { params }),
        queryFn: () => client.request(getSegmentState, { params }),
      };
    }),
    combine: (replies): ReadonlyMap<string, StateIn> =>
      new Map(
        replies.flatMap(({ data }) =>
          data ? [[data.body.environment, { state: data.body, etag: data.etag ?? '' }] as const] : [],
        ),
      ),
  });
}

/** More flags than this are looked through on demand only. */
const ENOUGH = 200;

/** Which flags ask for which segment in an environment; `isWhole` false: only some flags were looked at. */
export function useUses(project: string, environment: string | undefined, isThorough = false) {
  const params = { project, environment: environment ?? '' };
  const isReady = environment !== undefined;
  const first = useRead(
    listStatesIn,
    { params, query: { limit: ENOUGH } },
    { enabled: isReady && !isThorough },
  );
  const all = useAll(listStatesIn, { params }, { enabled: isReady && isThorough });
  const states = isThorough ? all.data : first.data?.body.items;
  const uses = useMemo(() => (states ? usesOf(states) : undefined), [states]);
  return { uses, isWhole: isThorough || first.data?.body.next === null };
}

export function useSegmentsUsing(project: string, segment: string): string[] {
  const { data = [] } = useAll(listSegments, { params: { project } });
  return segmentsUsing(data, segment);
}
