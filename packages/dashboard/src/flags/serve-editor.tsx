import { ActionIcon, Button, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Copy } from '../ui/copy.tsx';
import { VariantMark } from '../ui/variant-mark.tsx';
import type { KnownAttribute } from './condition-draft.ts';
import { AttributeField } from './condition-editor.tsx';
import { asSplit, asVariant, type Serve, type Split } from './config-draft.ts';
import { type Issues, messageAt } from './config-issues.ts';
import css from './serve-editor.module.css';
import { WHOLE } from './serve-words.ts';
import { equalWeights, readPercent, without, withShare } from './split-weights.ts';
import { WeightBar } from './weight-bar.tsx';

export interface ServeGround {
  /** In their order. */
  variants: readonly string[];
  offVariant: string;
  colours: ReadonlyMap<string, string>;
  attributes: readonly KnownAttribute[];
  isReadOnly: boolean;
}

interface ServeEditorProps extends ServeGround {
  value: Serve;
  onChange: (next: Serve) => void;
  /** For a split that is new. */
  salt: string;
  /** With paths below the serve. */
  issues: Issues;
}

/** What is served: one variant, or several by share. */
export function ServeEditor({ value, onChange, salt, issues, ...ground }: ServeEditorProps) {
  const isSplit = 'split' in value;
  const turn = (to: string): void =>
    onChange(to === 'split' ? asSplit(value, { ...ground, salt }) : asVariant(value));
  return (
    <div className={css.serve}>
      <div className={css.row}>
        <span className={css.label}>serve</span>
        <SegmentedControl
          size="xs"
          aria-label="One variant or several"
          value={isSplit ? 'split' : 'variant'}
          onChange={turn}
          readOnly={ground.isReadOnly}
          data={[
            { value: 'variant', label: 'One variant' },
            { value: 'split', label: 'By share' },
          ]}
        />
        {isSplit ? null : (
          <VariantSelect
            label="Variant"
            value={value.variant}
            onChange={(variant) => onChange({ variant })}
            error={messageAt(issues, '.variant')}
            {...ground}
          />
        )}
      </div>
      {isSplit ? (
        <SplitEditor
          value={value.split}
          onChange={(split) => onChange({ split })}
          issues={issues}
          ground={ground}
        />
      ) : null}
    </div>
  );
}

interface VariantSelectProps extends Pick<ServeGround, 'variants' | 'colours' | 'isReadOnly'> {
  label: string;
  value: string | null;
  onChange: (variant: string) => void;
  placeholder?: string;
  error?: string | null;
}

export function VariantSelect({ label, value, onChange, placeholder, error, ...ground }: VariantSelectProps) {
  const { variants, colours, isReadOnly } = ground;
  const names = value === null || variants.includes(value) ? variants : [...variants, value];
  return (
    <Select
      size="xs"
      aria-label={label}
      placeholder={placeholder ?? 'Choose a variant'}
      data={[...names]}
      value={value}
      onChange={(variant) => variant !== null && onChange(variant)}
      allowDeselect={false}
      searchable={names.length > 8}
      error={error ?? null}
      readOnly={isReadOnly}
      className={css.variant}
      {...(value === null ? {} : { leftSection: <Dot colour={colours.get(value)} /> })}
      renderOption={({ option }) => <VariantMark name={option.value} colour={colours.get(option.value)} />}
    />
  );
}

function Dot({ colour }: { colour: string | undefined }) {
  return <span className={css.dot} style={{ background: colour }} aria-hidden />;
}

interface SplitEditorProps {
  value: Split;
  onChange: (next: Split) => void;
  issues: Issues;
  ground: ServeGround;
}

function SplitEditor({ value, onChange, issues, ground }: SplitEditorProps) {
  const { weights } = value;
  const { colours, offVariant, variants, attributes, isReadOnly } = ground;
  const put = (next: [string, number][]): void => onChange({ ...value, weights: next });
  const missing = variants.filter((name) => !weights.some(([variant]) => variant === name));
  return (
    <div className={css.split}>
      <WeightBar weights={weights} colours={colours} onChange={isReadOnly ? null : put} />
      <ul className={css.shares}>
        {weights.map(([variant, weight], index) => (
          <li key={variant} className={css.share}>
            <span className={css.name}>
              <VariantMark name={variant} colour={colours.get(variant)} />
            </span>
            <ShareField
              variant={variant}
              weight={weight}
              onChange={(next) => put(withShare(weights, index, next, offVariant))}
              isReadOnly={isReadOnly || weights.length < 2}
            />
            {isReadOnly || weights.length < 2 ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Leave ${variant} out`}
                onClick={() => put(without(weights, index, offVariant))}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {messageAt(issues, '.split') === null ? null : (
        <p className={css.error}>{messageAt(issues, '.split')}</p>
      )}
      {isReadOnly ? null : (
        <div className={css.row}>
          <Button size="compact-xs" variant="default" onClick={() => put(equalWeights(weights))}>
            Make equal
          </Button>
          {missing.length > 0 ? (
            <Select
              size="xs"
              aria-label="Add a variant"
              placeholder="Add a variant"
              data={missing}
              value={null}
              onChange={(name) => name && put([...weights, [name, 0]])}
              className={css.variant}
            />
          ) : null}
        </div>
      )}
      <div className={css.row}>
        <span className={css.label}>by</span>
        <AttributeField
          label="Unit of the split"
          value={value.by}
          onChange={(by) => onChange({ ...value, by })}
          attributes={attributes}
          error={messageAt(issues, '.split.by')}
          isReadOnly={isReadOnly}
        />
        <span className={css.hint}>
          {value.by === 'targetingKey'
            ? 'Each person stays on one side.'
            : `All with the same ${value.by || 'value'} are on one side.`}
        </span>
      </div>
      <details className={css.advanced}>
        <summary>Salt</summary>
        <p>
          <code className="sw-mono">{value.salt}</code> <Copy value={value.salt} what="salt" /> Side and share
          follow from it and the {value.by}. It stays as it is when shares change, so that nobody moves but
          those whom a share gains or loses. Splits with the same salt treat the same people alike.
        </p>
      </details>
    </div>
  );
}

interface ShareFieldProps {
  variant: string;
  weight: number;
  onChange: (weight: number) => void;
  isReadOnly: boolean;
}

function ShareField({ variant, weight, onChange, isReadOnly }: ShareFieldProps) {
  return (
    <NumberInput
      size="xs"
      aria-label={`Share of ${variant} in percent`}
      value={weight / (WHOLE / 100)}
      onChange={(typed) => {
        const read = readPercent(typed);
        if (read !== null && read !== weight) onChange(read);
      }}
      min={0}
      max={100}
      clampBehavior="strict"
      decimalScale={3}
      suffix=" %"
      readOnly={isReadOnly}
      className={css.percent}
    />
  );
}
