import type { FlagConfig } from '@slipway/api';
import { ChipsField } from '../ui/chips-field.tsx';
import { VariantMark } from '../ui/variant-mark.tsx';
import { repeatedKeys, withKeys } from './config-draft.ts';
import { below, type Issues, messageAt } from './config-issues.ts';
import css from './rung-parts.module.css';

interface TargetsEditorProps {
  config: FlagConfig;
  onChange: (next: FlagConfig) => void;
  variants: readonly string[];
  colours: ReadonlyMap<string, string>;
  issues: Issues;
  isReadOnly: boolean;
}

/** Keys that get a variant whatever the rules say. */
export function TargetsEditor({
  config,
  onChange,
  variants,
  colours,
  issues,
  isReadOnly,
}: TargetsEditorProps) {
  const { targets } = config;
  const names = [...new Set([...targets.map(({ variant }) => variant), ...variants])];
  const repeated = repeatedKeys(targets);
  return (
    <div className={css.stack}>
      <p className={css.hint}>
        People by their targetingKey, whatever the rules below say. Paste a column to add many at once.
      </p>
      {names.map((variant) => {
        const index = targets.findIndex((target) => target.variant === variant);
        return (
          <div key={variant} className={css.target}>
            <span className={css.targetName}>
              <VariantMark name={variant} colour={colours.get(variant)} />
            </span>
            <div className={css.grow}>
              <ChipsField
                label={`Keys that get ${variant}`}
                value={targets[index]?.keys ?? []}
                onChange={(keys) => onChange({ ...config, targets: withKeys(targets, variant, keys) })}
                placeholder="No key; type or paste"
                error={index < 0 ? null : messageAt(below(issues, `targets[${index}]`), '')}
                isReadOnly={isReadOnly}
              />
            </div>
          </div>
        );
      })}
      {repeated.length > 0 ? (
        <p className={css.warning} role="status">
          {repeated.slice(0, 5).join(', ')} {repeated.length === 1 ? 'is' : 'are'} listed for several
          variants: the upper one counts.
        </p>
      ) : null}
    </div>
  );
}
