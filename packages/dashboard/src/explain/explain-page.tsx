import { useDebouncedValue } from '@mantine/hooks';
import { getFlag, getFlagState, listAttributes } from '@slipway/api';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useAll, useRead } from '../app/api.ts';
import { useChosenEnvironment } from '../app/environment.tsx';
import { Empty } from '../ui/empty.tsx';
import { useTimeZone } from '../ui/instant-field.tsx';
import { Page } from '../ui/page.tsx';
import { useNow } from '../ui/time.tsx';
import { ContextEditor } from './context-editor.tsx';
import css from './explain.module.css';
import { Explained } from './explained.tsx';
import { EnvironmentSelect, FlagPicker } from './pickers.tsx';
import { dependenciesOf } from './relevant.ts';
import { useContextDraft } from './use-context-draft.ts';
import { useSegmentContents } from './use-explanation.ts';

const PATIENCE_MS = 250;

/** What a context gets from a flag, and why: now, in the past, or as planned. */
export function ExplainPage() {
  const { project } = useParams({ from: '/signed-in/projects/$project/explain' });
  const search = useSearch({ from: '/signed-in/projects/$project/explain' });
  const navigate = useNavigate({ from: '/projects/$project/explain' });
  const draft = useContextDraft(project);
  const [context] = useDebouncedValue(draft.context, PATIENCE_MS);
  const remembered = useChosenEnvironment(project);
  const [zone] = useTimeZone();
  const now = useNow();
  const environment =
    remembered.environments?.find(({ key }) => key === search.environment) ?? remembered.chosen;
  const flag = search.flag ?? null;
  const at = search.at === undefined ? null : Date.parse(search.at);
  const known = useKnown(project, flag, environment?.key);
  const go = (next: { flag?: string; environment?: string; at?: number | null }): void => {
    const { at: instant, ...rest } = next;
    void navigate({
      replace: true,
      search: (before) => ({
        ...before,
        ...(environment ? { environment: environment.key } : {}),
        ...rest,
        ...(instant === undefined
          ? {}
          : { at: instant === null ? undefined : new Date(instant).toISOString() }),
      }),
    });
  };
  return (
    <Page
      title="Explain"
      name="Explain"
      lead="What a context gets from a flag, and why: now, at a past instant, or as planned."
    >
      <div className={css.pickers}>
        <FlagPicker key={flag} project={project} flag={flag} choose={(key) => go({ flag: key })} />
        <EnvironmentSelect
          environments={remembered.environments ?? []}
          chosen={environment}
          choose={(key) => {
            remembered.choose(key);
            go({ environment: key });
          }}
        />
      </div>
      <div className={css.columns}>
        <ContextEditor draft={draft} wanted={known.wanted} seen={known.seen} />
        {flag !== null && environment ? (
          <Explained
            where={{ project, environment: environment.key, flag }}
            definition={known.definition}
            state={known.state}
            dependencies={known.dependencies}
            context={context}
            at={at !== null && Number.isFinite(at) ? at : null}
            go={(instant) => go({ at: instant })}
            now={now}
            zone={zone}
          />
        ) : (
          <section className="sw-panel">
            <Empty command="slipway explain new-checkout -e production --key u42">
              Pick a flag: the ladder of its decision appears here, each step with the attribute that decided
              it.
            </Empty>
          </section>
        )}
      </div>
    </Page>
  );
}

/** What is known of the flag here, and which attributes are worth giving. */
function useKnown(project: string, flag: string | null, environment: string | undefined) {
  const isReady = flag !== null && environment !== undefined;
  const at = { project, environment: environment ?? '', flag: flag ?? '' };
  const definition = useRead(getFlag, { params: { project, flag: flag ?? '' } }, { enabled: flag !== null });
  const state = useRead(getFlagState, { params: at }, { enabled: isReady });
  const attributes = useAll(
    listAttributes,
    { params: { project, environment: at.environment } },
    { enabled: environment !== undefined },
  );
  const segments = useSegmentContents(project);
  const seen = attributes.data ?? [];
  const config = state.data?.body.config;
  const dependencies = config
    ? dependenciesOf(config, segments)
    : { flags: [], segments: [], attributes: [] };
  return {
    definition: definition.data?.body,
    state: state.data?.body,
    dependencies,
    seen,
    wanted: dependencies.attributes
      .filter((name) => name !== 'targetingKey')
      .map((name) => ({ name, types: seen.find((one) => one.name === name)?.types ?? [] })),
  };
}
