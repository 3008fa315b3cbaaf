import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { movedIds } from './config-diff.ts';
import { isSame, withCopy, withMoved, withNewRule, withoutRule, withRule } from './config-draft.ts';
import { below } from './config-issues.ts';
import css from './ladder.module.css';
import type { LadderProps } from './ladder-ground.ts';
import { RuleRung } from './rule-rung.tsx';
import type { RungProps } from './rung.tsx';
import type { ServeGround } from './serve-editor.tsx';
import { useDragOrder } from './use-drag-order.ts';

interface LadderRulesProps extends LadderProps {
  ground: ServeGround;
  common: (id: string, changed: boolean) => Omit<RungProps, 'label' | 'phrase'>;
}

/** The rules in their order; the first whose conditions hold decides. */
export function LadderRules({
  flag,
  editing,
  issues,
  sources,
  opened,
  setOpened,
  isReadOnly,
  now,
  ground,
  common,
}: LadderRulesProps) {
  const { config, edit, base } = editing;
  const { rules } = config;
  const [told, tell] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const move = (from: number, to: number): void => {
    edit(withMoved(config, from, to));
    tell(`Rule ${from + 1} is now rule ${to + 1}.`);
  };
  const { dragged, handleOf } = useDragOrder(
    list,
    rules.map(({ id }) => `rule:${id}`),
    move,
  );
  const add = (): void => {
    const next = withNewRule(config);
    edit(next);
    setOpened(new Set([...opened, `rule:${next.rules.at(-1)?.id}`]));
  };
  const saved = new Map(base.rules.map((rule) => [rule.id, rule]));
  const moved = movedIds(base, config);
  return (
    <li className={css.rules}>
      <ol className={css.ladder} ref={list} aria-label="Rules">
        {rules.map((rule, index) => (
          <RuleRung
            key={rule.id}
            {...common(
              `rule:${rule.id}`,
              moved.includes(rule.id) || !isSame(rule, saved.get(rule.id) ?? null),
            )}
            rule={rule}
            index={index}
            count={rules.length}
            acts={{
              change: (next) => edit(withRule(config, index, next)),
              move: (to) => move(index, to),
              duplicate: () => edit(withCopy(config, index)),
              remove: () => edit(withoutRule(config, index)),
            }}
            sources={sources}
            ground={ground}
            salt={`${flag.key}-${rule.id}`}
            issues={below(issues, `rules[${index}]`)}
            isDragged={dragged === `rule:${rule.id}`}
            drag={handleOf(`rule:${rule.id}`)}
            now={now}
          />
        ))}
      </ol>
      {isReadOnly ? null : (
        <div className={css.add}>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={add}
          >
            Add rule
          </Button>
        </div>
      )}
      <p className="sw-visually-hidden" role="status">
        {told}
      </p>
    </li>
  );
}
