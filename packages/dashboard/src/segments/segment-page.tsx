import type { Environment, Segment } from '@slipway/api';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useEnvironments } from '../app/environment.tsx';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Words } from '../flags/words-view.tsx';
import { Copy } from '../ui/copy.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { isMissing } from '../ui/missing.ts';
import { NoSuch } from '../ui/no-such.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { DeleteSegment } from './delete-segment.tsx';
import { SegmentEditor } from './segment-editor.tsx';
import { SegmentHistory } from './segment-history.tsx';
import { SegmentPlaces } from './segment-places.tsx';
import { membersWords } from './segment-words.ts';
import css from './segments.module.css';
import { type SegmentEditing, useSegmentEditing, useSegmentStates } from './use-segment.ts';
import { UsedBy } from './used-by.tsx';

/** Who belongs to a segment: as it is defined, or in one environment. */
export function SegmentPage() {
  const { project, segment } = useParams({ from: '/signed-in/projects/$project/segments/$segment' });
  const search = useSearch({ from: '/signed-in/projects/$project/segments/$segment' });
  const { data: environments = [] } = useEnvironments(project);
  const place = environments.find(({ key }) => key === search.environment) ?? null;
  const { editing, definition, definitionEtag, error } = useSegmentEditing({
    project,
    segment,
    environment: place?.key ?? null,
  });
  const data = editing && definition ? { editing, definition } : undefined;
  if (!data && isMissing(error, 'segment-not-found'))
    return <UnknownSegment project={project} segment={segment} />;
  if (error && !data)
    return (
      <Page title={segment} name={segment}>
        <ProblemNote error={error} />
      </Page>
    );
  return (
    <Show of={{ data, error }} rows={10}>
      {(loaded) => (
        <Loaded
          {...loaded}
          project={project}
          environments={environments}
          place={place}
          etag={definitionEtag}
        />
      )}
    </Show>
  );
}

function UnknownSegment({ project, segment }: { project: string; segment: string }) {
  return (
    <NoSuch
      what="segment"
      list={
        <Link className="sw-link" to="/projects/$project/segments" params={{ project }}>
          See all segments
        </Link>
      }
      command={`slipway segment create ${segment}`}
    >
      This project has no segment “{segment}”. It may have been deleted; the changes tell by whom.
    </NoSuch>
  );
}

interface LoadedProps {
  project: string;
  definition: Segment;
  /** Of the definition. */
  etag: string;
  editing: SegmentEditing;
  environments: readonly Environment[];
  /** null: the definition. */
  place: Environment | null;
}

function Loaded({ project, definition, etag, editing, environments, place }: LoadedProps) {
  const { key, name } = definition;
  const navigate = useNavigate();
  const may = useMay(project);
  const states = useSegmentStates(project, key, environments);
  const [isDeleting, setDeleting] = useState(false);
  const go = (environment: string | null): void =>
    void navigate({
      to: '/projects/$project/segments/$segment',
      params: { project, segment: key },
      search: environment === null ? {} : { environment },
      replace: true,
    });
  const isReserved = key === 'internal';
  const refusal = refusalOf(may, 'segment:write', { segment: key });
  return (
    <Page
      title={name}
      name={name}
      state={
        <span className="sw-muted">
          <span className="sw-mono">{key}</span> <Copy value={key} what="segment key" />
        </span>
      }
      lead={definition.description || undefined}
      actions={
        <GuardedButton
          variant="default"
          refusal={
            isReserved ? 'This segment exists in every project. Empty it if nobody belongs to it.' : refusal
          }
          onClick={() => setDeleting(true)}
        >
          Delete
        </GuardedButton>
      }
    >
      <SegmentPlaces
        project={project}
        segment={key}
        definition={definition.content}
        environments={environments}
        states={states}
        place={place}
        go={go}
      />
      <p className={css.sentence}>
        <Words of={membersWords(editing.form.content)} />
      </p>
      <SegmentEditor
        key={place?.key ?? ''}
        project={project}
        segment={key}
        editing={editing}
        environments={environments}
        states={states}
        place={place}
      />
      <UsedBy project={project} segment={key} />
      <SegmentHistory project={project} segment={key} />
      {isDeleting ? (
        <DeleteSegment
          project={project}
          segment={definition}
          etag={etag}
          environments={environments}
          close={() => setDeleting(false)}
        />
      ) : null}
    </Page>
  );
}
