import { listSegments, type Segment } from '@slipway/api';
import { IconPlus } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAll } from '../app/api.ts';
import { EnvironmentPicker, useChosenEnvironment } from '../app/environment.tsx';
import { useGlow } from '../app/glow.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { countText } from '../environments/environment-words.ts';
import { Words } from '../flags/words-view.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { CreateSegment } from './create-segment.tsx';
import { membersWords, sizeWords } from './segment-words.ts';
import css from './segments.module.css';
import { useUses } from './use-segment.ts';

/** Named sets of contexts, and who belongs to each in words. */
export function SegmentsPage() {
  const { project } = useParams({ from: '/signed-in/projects/$project/segments' });
  const segments = useAll(listSegments, { params: { project } });
  const { chosen } = useChosenEnvironment(project);
  const { uses, isWhole } = useUses(project, chosen?.key);
  const may = useMay(project);
  const [isCreating, setCreating] = useState(false);
  const create = (
    <GuardedButton
      refusal={refusalOf(may, 'segment:write')}
      leftSection={<IconPlus size={16} />}
      onClick={() => setCreating(true)}
    >
      Create segment
    </GuardedButton>
  );
  return (
    <Page
      title="Segments"
      name="Segments"
      lead="A segment names whom a rule is about, once for all flags."
      actions={
        <>
          <EnvironmentPicker project={project} label="Environment whose flags are counted" />
          {create}
        </>
      }
    >
      <Show of={segments}>
        {(all) =>
          all.length === 0 ? (
            <Empty action={create} command="slipway segment create beta --include u1,u2">
              No segments yet. Name a group, such as beta customers, and switch flags on for it.
            </Empty>
          ) : (
            <SegmentTable
              project={project}
              segments={all}
              uses={isWhole ? uses : undefined}
              environment={chosen?.name ?? ''}
            />
          )
        }
      </Show>
      {isCreating ? (
        <CreateSegment project={project} existing={segments.data ?? []} close={() => setCreating(false)} />
      ) : null}
    </Page>
  );
}

interface SegmentTableProps {
  project: string;
  segments: readonly Segment[];
  /** By segment; undefined: not known. */
  uses: ReadonlyMap<string, string[]> | undefined;
  environment: string;
}

function SegmentTable({ project, segments, uses, environment }: SegmentTableProps) {
  return (
    <div className="sw-panel">
      <table className={`sw-table sw-stack ${css.table}`}>
        <thead>
          <tr>
            <th scope="col">Segment</th>
            <th scope="col">Who</th>
            <th scope="col">Size</th>
            <th scope="col">{environment === '' ? 'Used by' : `Used in ${environment} by`}</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {segments.map((segment) => (
            <SegmentRow
              key={segment.key}
              project={project}
              segment={segment}
              flags={uses ? (uses.get(segment.key) ?? []) : undefined}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SegmentRowProps {
  project: string;
  segment: Segment;
  flags: readonly string[] | undefined;
}

function SegmentRow({ project, segment, flags }: SegmentRowProps) {
  const { key, name, description, content, updatedAt } = segment;
  return (
    <tr {...useGlow(`segment:${key}`)}>
      <td>
        <Link
          to="/projects/$project/segments/$segment"
          params={{ project, segment: key }}
          className={css.name}
        >
          {name}
        </Link>{' '}
        {name === key ? null : <span className="sw-muted sw-mono">{key}</span>}
        {description ? <div className={css.description}>{description}</div> : null}
      </td>
      <td className={css.who}>
        <Words of={membersWords(content)} />
      </td>
      <td className={css.quiet}>{sizeWords(content)}</td>
      <td className={css.quiet} title={flags?.join(', ')}>
        {flags === undefined
          ? '–'
          : flags.length === 0
            ? 'no flag'
            : countText(flags.length, 'flag', 'flags')}
      </td>
      <td className={css.quiet}>
        <Time at={updatedAt} />
      </td>
    </tr>
  );
}
