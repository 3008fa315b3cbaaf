import { dropSegmentOverride, type Environment, getSegmentState, type SegmentContent } from '@slipway/api';
import { IconCornerDownRight } from '@tabler/icons-react';
import { useState } from 'react';
import { forget } from '../app/api.ts';
import { useGlow } from '../app/glow.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog, shownInPlace } from '../environments/change-dialog.tsx';
import { ContentDifferences } from '../environments/content-differences.tsx';
import { treeOf } from '../environments/tree.ts';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { inheritedContent } from './reach.ts';
import { sizeWords, sourceWords } from './segment-words.ts';
import css from './segments.module.css';
import type { StateIn } from './use-segment.ts';

interface SegmentPlacesProps {
  project: string;
  segment: string;
  definition: SegmentContent;
  environments: readonly Environment[];
  states: ReadonlyMap<string, StateIn>;
  place: Environment | null;
  go: (environment: string | null) => void;
}

/** The definition and each environment: which one is shown below, and what differs where. */
export function SegmentPlaces(props: SegmentPlacesProps) {
  const { environments, states, place, go } = props;
  const [dropped, setDropped] = useState<Environment | null>(null);
  const own = environments.filter(({ key }) => states.get(key)?.state.source === 'override').length;
  return (
    <nav className={css.places} aria-label="Where">
      <button
        type="button"
        className={css.place}
        aria-current={place === null || undefined}
        onClick={() => go(null)}
      >
        <span className={css.placeName}>As defined</span>
        <span className="sw-muted">
          {own === 0 ? 'holds everywhere' : `holds in ${environments.length - own} of ${environments.length}`}
        </span>
      </button>
      {treeOf(environments).map(({ place: environment, depth }) => (
        <PlaceButton
          key={environment.key}
          {...props}
          environment={environment}
          depth={depth}
          drop={setDropped}
        />
      ))}
      {dropped ? <DropOverride {...props} environment={dropped} close={() => setDropped(null)} /> : null}
    </nav>
  );
}

interface PlaceButtonProps extends SegmentPlacesProps {
  environment: Environment;
  depth: number;
  drop: (environment: Environment) => void;
}

function PlaceButton({
  project,
  segment,
  environments,
  states,
  place,
  go,
  environment,
  depth,
  drop,
}: PlaceButtonProps) {
  const { key, name, kind, isProtected } = environment;
  const may = useMay(project);
  const found = states.get(key)?.state;
  const nameOf = (wanted: string): string => environments.find((one) => one.key === wanted)?.name ?? wanted;
  const isOwn = found?.source === 'override';
  return (
    <div className={css.placeRow} {...useGlow(`segment:${segment}:${key}`)}>
      <button
        type="button"
        className={css.place}
        aria-current={place?.key === key || undefined}
        onClick={() => go(key)}
      >
        <span className={css.placeName}>
          {depth > 0 ? <IconCornerDownRight size={13} aria-hidden /> : null}
          <EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />
        </span>
        <span className={isOwn ? css.own : 'sw-muted'}>
          {found ? `${sourceWords(found, nameOf)}${isOwn ? `: ${sizeWords(found.content)}` : ''}` : '…'}
        </span>
      </button>
      {isOwn ? (
        <GuardedButton
          size="compact-xs"
          variant="default"
          refusal={refusalOf(may, 'segment:write', { segment, environment: key })}
          aria-label={`Discard what ${name} has of its own`}
          onClick={() => drop(environment)}
        >
          Discard
        </GuardedButton>
      ) : null}
    </div>
  );
}

interface DropOverrideProps extends SegmentPlacesProps {
  environment: Environment;
  close: () => void;
}

function DropOverride({ project, segment, definition, states, environment, close }: DropOverrideProps) {
  const submit = useSubmit();
  const { key, name, isProtected } = environment;
  const own = states.get(key);
  const inherited = inheritedContent(environment, definition, states);
  const send = (reason: string): Promise<Outcome<unknown>> =>
    submit(
      dropSegmentOverride,
      {
        params: { project, segment, environment: key },
        ifMatch: own?.etag ?? '',
        query: reason === '' ? {} : { reason },
      },
      { what: `Discard ${segment} of ${name}`, own: shownInPlace, isReasoned: isProtected },
    );
  return (
    <ChangeDialog
      title={`Discard what ${name} has of its own?`}
      action="Discard"
      size="xl"
      send={send}
      close={close}
      done={() => void forget([getSegmentState.id], { project, segment })}
      isProposal={isProtected}
    >
      <p>
        {name} then follows {environment.base === null ? 'the definition' : environment.base} again.
      </p>
      {own && inherited ? (
        <ContentDifferences
          kind="segment"
          before={own.state.content}
          after={inherited}
          labels={['Now', 'Then']}
          subject={segment}
        />
      ) : null}
    </ChangeDialog>
  );
}
