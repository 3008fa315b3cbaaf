import { variantColours } from '../ui/variants.ts';
import { isSame } from './config-draft.ts';
import { below, type Issues } from './config-issues.ts';
import { FallthroughEditor, ValuesEditor } from './everyone-editor.tsx';
import css from './ladder.module.css';
import type { LadderProps } from './ladder-ground.ts';
import { LadderRules } from './ladder-rules.tsx';
import { together } from './phrase.ts';
import { PrerequisitesEditor } from './prerequisites-editor.tsx';
import { type Ended, Rung } from './rung.tsx';
import { ScheduleEditor } from './schedule-editor.tsx';
import type { ServeGround } from './serve-editor.tsx';
import { TargetsEditor } from './targets-editor.tsx';
import { WeightBar } from './weight-bar.tsx';
import {
  enabledWords,
  fallthroughWords,
  isEnabledAt,
  killedWords,
  type Phrase,
  prerequisiteWords,
  say,
  targetWords,
} from './words.ts';

/** The decision from top to bottom, each step a sentence that can be edited in its place. */
export function Ladder(props: LadderProps) {
  const { flag, editing, issues, ends, sources, opened, setOpened, isReadOnly, now, project } = props;
  const { config, edit, state } = editing;
  const { offVariant, prerequisites, targets } = config;
  const colours = variantColours(Object.keys(flag.variants), offVariant);
  const isOn = isEnabledAt(config, now);
  const ground: ServeGround = {
    variants: Object.keys(flag.variants),
    offVariant,
    colours,
    attributes: sources.attributes,
    isReadOnly,
  };
  const common = (id: string, changed: boolean, isUnreached = state.killed || !isOn) => ({
    id,
    colours,
    isReadOnly,
    isUnreached,
    isChanged: changed,
    ended: endedAt(ends, id),
    isOpen: opened.has(id),
    toggle: () => setOpened(toggledIn(opened, id)),
  });
  const differs = (pick: (of: typeof config) => unknown): boolean =>
    !isSame(pick(config), pick(editing.base));
  const fields = { config, onChange: edit, issues, isReadOnly };
  return (
    <ol className={css.ladder}>
      <Rung
        id="killed"
        label="Killed"
        phrase={state.killed ? killedWords(config) : say`Not killed`}
        isEmpty={!state.killed}
        colours={colours}
      />
      <Rung
        {...common(
          'enabled',
          differs(({ enabled, schedule }) => [enabled, schedule]),
          state.killed,
        )}
        label="Switch, schedule"
        phrase={enabledWords(config, { now })}
        issues={below(issues, 'schedule')}
      >
        <ScheduleEditor {...fields} now={now} />
      </Rung>
      <Rung
        {...common(
          'prerequisite',
          differs((of) => of.prerequisites),
        )}
        label="Requires"
        phrase={listWords(
          prerequisites.map((one) => prerequisiteWords(one, offVariant)),
          'No other flag is required',
        )}
        isEmpty={prerequisites.length === 0}
        issues={deeper(issues, 'prerequisites')}
      >
        <PrerequisitesEditor {...fields} project={project} flag={flag.key} />
      </Rung>
      <Rung
        {...common(
          'target',
          differs((of) => of.targets),
        )}
        label="Listed keys"
        phrase={listWords(targets.map(targetWords), 'Nobody is listed by key')}
        isEmpty={targets.length === 0}
        issues={deeper(issues, 'targets')}
      >
        <TargetsEditor {...fields} variants={ground.variants} colours={colours} />
      </Rung>
      <LadderRules {...props} ground={ground} common={common} />
      <Rung
        {...common(
          'fallthrough',
          differs((of) => of.fallthrough),
        )}
        label="Everyone else"
        phrase={fallthroughWords(config.fallthrough, offVariant, targets.length + config.rules.length === 0)}
        issues={deeper(issues, 'fallthrough')}
        bar={
          'split' in config.fallthrough && !opened.has('fallthrough') ? (
            <div className={css.bar}>
              <WeightBar weights={config.fallthrough.split.weights} colours={colours} onChange={null} />
            </div>
          ) : null
        }
      >
        <FallthroughEditor {...fields} flag={flag.key} ground={ground} />
      </Rung>
      <Rung
        {...common(
          'values',
          differs((of) => [of.offVariant, of.safeVariant]),
          false,
        )}
        ended={undefined}
        label="Off and safe"
        phrase={valuesWords(offVariant, config.safeVariant)}
        isEmpty
        issues={[...deeper(issues, 'offVariant'), ...deeper(issues, 'safeVariant')]}
      >
        <ValuesEditor {...fields} ground={ground} />
      </Rung>
    </ol>
  );
}

function deeper(issues: Issues, path: string): Issues {
  return below(issues, path).map((issue) => ({ ...issue, path: `${path}${issue.path}` }));
}

function endedAt(ends: LadderProps['ends'], id: string): Ended | undefined {
  return ends ? { count: ends.counts.get(id) ?? 0, total: ends.total } : undefined;
}

function toggledIn(opened: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(opened);
  if (!next.delete(id)) next.add(id);
  return next;
}

function listWords(phrases: readonly Phrase[], none: string): Phrase {
  return phrases.length === 0 ? say`${none}` : together(phrases, '; ');
}

function valuesWords(offVariant: string, safeVariant: string | null): Phrase {
  const off = { kind: 'variant', text: offVariant } as const;
  if (safeVariant === null) return say`Off and killed serve ${off}`;
  return say`Off serves ${off}, killed serves ${{ kind: 'variant', text: safeVariant }}`;
}
