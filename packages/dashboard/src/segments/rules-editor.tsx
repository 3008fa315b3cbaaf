import { ActionIcon, Button } from '@mantine/core';
import type { SegmentContent } from '@slipway/api';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ConditionSources, ConditionsEditor } from '../flags/condition-editor.tsx';
import { below, type Issues } from '../flags/config-issues.ts';
import { useNow } from '../ui/time.tsx';
import css from './segments.module.css';

type Rule = SegmentContent['rules'][number];

interface RulesEditorProps {
  rules: readonly Rule[];
  onChange: (rules: Rule[]) => void;
  sources: ConditionSources;
  /** A segment cannot be about itself. */
  segment: string;
  isReadOnly: boolean;
  issues: Issues;
}

/** Whoever meets all conditions of any rule belongs to the segment. */
export function RulesEditor({ rules, onChange, sources, segment, isReadOnly, issues }: RulesEditorProps) {
  const now = useNow();
  return (
    <section className={css.rules} aria-label="Rules">
      <div className={css.keysHead}>
        <h2>
          Rules <span className="sw-muted">{rules.length}</span>
        </h2>
      </div>
      <p className={css.lead}>Whoever meets all conditions of any rule belongs to it.</p>
      {rules.length === 0 ? <p className={css.none}>None: only listed keys belong to it.</p> : null}
      <ol className={css.ruleList}>
        {rules.map(({ conditions }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place.
          <li key={index} className={css.rule}>
            {index > 0 ? <span className={css.or}>or</span> : null}
            <ConditionsEditor
              value={conditions}
              onChange={(next) => onChange(rules.with(index, { conditions: next }))}
              sources={sources}
              issues={below(issues, `rules[${index}].conditions`)}
              without={segment}
              isReadOnly={isReadOnly}
              now={now}
            />
            {isReadOnly ? null : (
              <ActionIcon
                className={css.removeRule ?? ''}
                variant="subtle"
                color="gray"
                aria-label={`Remove rule ${index + 1}`}
                onClick={() => onChange(rules.toSpliced(index, 1))}
              >
                <IconTrash size={15} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
      {isReadOnly ? null : (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            onChange([...rules, { conditions: [{ attribute: '', operator: 'one-of', values: [] }] }])
          }
        >
          Add rule
        </Button>
      )}
    </section>
  );
}
