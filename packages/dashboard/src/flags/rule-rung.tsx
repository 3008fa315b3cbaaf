import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconGripVertical,
  IconTrash,
} from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { InstantField } from '../ui/instant-field.tsx';
import { type ConditionSources, ConditionsEditor } from './condition-editor.tsx';
import { type Rule, withBound } from './config-draft.ts';
import { below, type Issues, messageAt } from './config-issues.ts';
import ruleCss from './rule-rung.module.css';
import { Rung, type RungProps } from './rung.tsx';
import css from './rung-parts.module.css';
import { ServeEditor, type ServeGround } from './serve-editor.tsx';
import { WeightBar } from './weight-bar.tsx';
import { ruleWords } from './words.ts';

export interface RuleActs {
  change: (rule: Rule) => void;
  move: (to: number) => void;
  duplicate: () => void;
  remove: () => void;
}

interface RuleRungProps
  extends Omit<RungProps, 'label' | 'phrase' | 'children' | 'handle' | 'actions' | 'bar'> {
  rule: Rule;
  index: number;
  count: number;
  acts: RuleActs;
  sources: ConditionSources;
  ground: ServeGround;
  salt: string;
  issues: Issues;
  /** What pointers do to the handle. */
  drag: Record<string, unknown>;
  now: number;
}

/** A rule: whom it is for, what they get and when. */
export function RuleRung(props: RuleRungProps) {
  const { rule, index, count, acts, sources, ground, salt, issues, drag, now, ...rung } = props;
  const { isReadOnly, offVariant, colours } = ground;
  return (
    <Rung
      {...rung}
      label={`Rule ${index + 1}`}
      phrase={ruleWords(rule, offVariant)}
      issues={issues}
      handle={
        isReadOnly || count < 2 ? null : <Handle index={index} count={count} move={acts.move} drag={drag} />
      }
      actions={isReadOnly ? null : <RuleMenu index={index} count={count} acts={acts} />}
      bar={
        'split' in rule.serve && !rung.isOpen ? (
          <div className={ruleCss.bar}>
            <WeightBar weights={rule.serve.split.weights} colours={colours} onChange={null} />
          </div>
        ) : null
      }
    >
      <div className={css.stack}>
        <ConditionsEditor
          value={rule.conditions}
          onChange={(conditions) => acts.change({ ...rule, conditions })}
          sources={sources}
          issues={below(issues, '.conditions')}
          isReadOnly={isReadOnly}
          now={now}
        />
        <ServeEditor
          value={rule.serve}
          onChange={(serve) => acts.change({ ...rule, serve })}
          salt={salt}
          issues={below(issues, '.serve')}
          {...ground}
        />
        <RuleWindow rule={rule} change={acts.change} issues={issues} isReadOnly={isReadOnly} now={now} />
      </div>
    </Rung>
  );
}

interface RuleWindowProps {
  rule: Rule;
  change: (rule: Rule) => void;
  issues: Issues;
  isReadOnly: boolean;
  now: number;
}

function RuleWindow({ rule, change, issues, isReadOnly, now }: RuleWindowProps) {
  const problem = messageAt(issues, '.until') ?? messageAt(issues, '.from');
  return (
    <div className={css.window}>
      <span className={ruleCss.label}>from</span>
      <InstantField
        label="Any time"
        value={rule.from ?? null}
        onChange={(at) => change(withBound(rule, 'from', at))}
        isClearable
        isReadOnly={isReadOnly}
        now={now}
      />
      <span className="sw-muted">until</span>
      <InstantField
        label="No end"
        value={rule.until ?? null}
        onChange={(at) => change(withBound(rule, 'until', at))}
        isClearable
        isReadOnly={isReadOnly}
        now={now}
      />
      {problem === null ? null : <span className={ruleCss.problem}>{problem}</span>}
    </div>
  );
}

interface HandleProps {
  index: number;
  count: number;
  move: (to: number) => void;
  drag: Record<string, unknown>;
}

function Handle({ index, count, move, drag }: HandleProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = event.key === 'ArrowUp' ? index - 1 : event.key === 'ArrowDown' ? index + 1 : index;
    if (to === index) return;
    event.preventDefault();
    if (to >= 0 && to < count) move(to);
  };
  return (
    <button
      type="button"
      className={ruleCss.handle}
      aria-label={`Move rule ${index + 1} of ${count}: drag, or use the arrow keys`}
      onKeyDown={onKeyDown}
      {...drag}
    >
      <IconGripVertical size={14} aria-hidden />
    </button>
  );
}

function RuleMenu({ index, count, acts }: { index: number; count: number; acts: RuleActs }) {
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`More for rule ${index + 1}`}>
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowUp size={14} />}
          disabled={index === 0}
          onClick={() => acts.move(index - 1)}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={14} />}
          disabled={index === count - 1}
          onClick={() => acts.move(index + 1)}
        >
          Move down
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={14} />} onClick={acts.duplicate}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={14} />} color="red" onClick={acts.remove}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
