import { useInViewport } from '@mantine/hooks';
import { type Environment, getReceipts, listOverrides } from '@slipway/api';
import { IconCornerDownRight, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { useGlow } from '../app/glow.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { HostedList } from '../hosting/hosted-list.tsx';
import { isHosted } from '../hosting/run-words.ts';
import { Empty } from '../ui/empty.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { Page, Section } from '../ui/page.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { CreateEnvironment } from './create-environment.tsx';
import { countText, kindWords, receiptsWords } from './environment-words.ts';
import css from './environments.module.css';
import { type Branch, treeOf } from './tree.ts';

/** What runs, as cards; and where flags have a state: bases with their overlays below them. */
export function EnvironmentsPage() {
  const { project } = useParams({ from: '/signed-in/projects/$project/environments' });
  const environments = useEnvironments(project);
  const may = useMay(project);
  const navigate = useNavigate();
  const [isCreating, setCreating] = useState(false);
  const isFirst = environments.data?.length === 0;
  const begin = (): void => {
    if (isFirst) setCreating(true);
    else void navigate({ to: '/projects/$project/create-environment', params: { project } });
  };
  const create = (
    <GuardedButton
      refusal={refusalOf(may, 'environment:write')}
      leftSection={<IconPlus size={16} />}
      onClick={begin}
    >
      Create environment
    </GuardedButton>
  );
  return (
    <Page
      title="Environments"
      name="Environments"
      actions={environments.data?.length ? create : null}
      lead="Running copies of the application, and where flags have a state. Each follows its base live and keeps only its differences."
    >
      <Show of={environments}>
        {(all) =>
          all.length === 0 ? (
            <Empty action={create} command="slipway environment create production">
              An environment is a place where your services run and flags have a state. Production is a good
              first one.
            </Empty>
          ) : (
            <Environments project={project} all={all} />
          )
        }
      </Show>
      {isCreating ? (
        <CreateEnvironment
          project={project}
          existing={environments.data ?? []}
          close={() => setCreating(false)}
        />
      ) : null}
    </Page>
  );
}

interface EnvironmentsProps {
  project: string;
  all: readonly Environment[];
}

function Environments({ project, all }: EnvironmentsProps) {
  const hosted = all.filter(isHosted);
  const table = <EnvironmentTable project={project} branches={treeOf(all.filter((one) => !isHosted(one)))} />;
  if (hosted.length === 0) return table;
  return (
    <>
      <HostedList project={project} all={hosted} />
      {hosted.length === all.length ? null : <Section title="Permanent, and flags only">{table}</Section>}
    </>
  );
}

interface EnvironmentTableProps {
  project: string;
  branches: readonly Branch<Environment>[];
}

function EnvironmentTable({ project, branches }: EnvironmentTableProps) {
  return (
    <div className="sw-panel">
      <table className={`sw-table sw-stack ${css.table}`}>
        <thead>
          <tr>
            <th scope="col">Environment</th>
            <th scope="col">Kind</th>
            <th scope="col">Differences</th>
            <th scope="col">Instances at the latest version</th>
            <th scope="col" className={css.number}>
              Version
            </th>
          </tr>
        </thead>
        <tbody>
          {branches.map(({ place, depth }) => (
            <EnvironmentRow key={place.key} project={project} environment={place} depth={depth} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const INDENT_PX = 22;

interface EnvironmentRowProps {
  project: string;
  environment: Environment;
  depth: number;
}

function EnvironmentRow({ project, environment, depth }: EnvironmentRowProps) {
  const { key, name, kind, base, isProtected, version } = environment;
  const { ref, inViewport } = useInViewport<HTMLTableRowElement>();
  // Stakeholders see that there is an environment, not what is in it.
  const isReader = useMay(project)('project:read');
  return (
    <tr ref={ref} {...useGlow(`environment:${key}`)}>
      <td>
        <span className={css.branch} style={{ paddingLeft: depth * INDENT_PX }}>
          {depth > 0 ? <IconCornerDownRight size={14} className={css.twig} aria-hidden /> : null}
          <Link
            to="/projects/$project/environments/$environment"
            params={{ project, environment: key }}
            className={css.name}
          >
            <EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />
          </Link>
          <span className="sw-muted sw-mono">{key}</span>
        </span>
        {base === null ? null : <span className="sw-visually-hidden">, follows {base}</span>}
      </td>
      <td className={`sw-muted ${css.wide}`}>{kindWords[kind].label}</td>
      <td>
        {isReader ? <Differences project={project} environment={environment} isNear={inViewport} /> : '–'}
      </td>
      <td>{isReader ? <Instances project={project} environment={key} isNear={inViewport} /> : '–'}</td>
      <td className={`sw-muted ${css.number} ${css.wide}`}>{version}</td>
    </tr>
  );
}

const MOST = 200;

function Differences({
  project,
  environment: { key, base },
  isNear,
}: {
  project: string;
  environment: Environment;
  isNear: boolean;
}) {
  const { data } = useRead(
    listOverrides,
    { params: { project, environment: key }, query: { limit: MOST } },
    { enabled: isNear },
  );
  if (!data) return <span className={css.pending} />;
  const { items, next } = data.body;
  if (items.length === 0)
    return <span className="sw-muted">{base === null ? 'as defined' : `same as ${base}`}</span>;
  return (
    <>
      {next === null
        ? base === null
          ? `${items.length} set here`
          : countText(items.length, 'difference', 'differences')
        : `more than ${MOST}`}
    </>
  );
}

function Instances({
  project,
  environment,
  isNear,
}: {
  project: string;
  environment: string;
  isNear: boolean;
}) {
  const { data } = useRead(getReceipts, { params: { project, environment } }, { enabled: isNear });
  if (!data) return <span className={css.pending} />;
  const { look, words } = receiptsWords(data.body);
  return (
    <StateMark look={look} quiet>
      {words}
    </StateMark>
  );
}
