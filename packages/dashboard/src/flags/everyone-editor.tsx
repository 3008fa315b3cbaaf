import { Select } from '@mantine/core';
import type { FlagConfig } from '@slipway/api';
import { below, type Issues, messageAt } from './config-issues.ts';
import css from './rung-parts.module.css';
import { ServeEditor, type ServeGround, VariantSelect } from './serve-editor.tsx';

interface EditorProps {
  config: FlagConfig;
  onChange: (next: FlagConfig) => void;
  issues: Issues;
  ground: ServeGround;
}

/** What those get whom nothing above has decided. */
export function FallthroughEditor({
  config,
  onChange,
  issues,
  ground,
  flag,
}: EditorProps & { flag: string }) {
  return (
    <ServeEditor
      value={config.fallthrough}
      onChange={(fallthrough) => onChange({ ...config, fallthrough })}
      salt={flag}
      issues={below(issues, 'fallthrough')}
      {...ground}
    />
  );
}

const SAME = '';

/** What everyone gets while it is off, and once it is killed. */
export function ValuesEditor({ config, onChange, issues, ground }: EditorProps) {
  const { offVariant, safeVariant } = config;
  return (
    <div className={css.pair}>
      <span>While it is off, or a required flag fails</span>
      <VariantSelect
        label="Off variant"
        value={offVariant}
        onChange={(variant) => onChange({ ...config, offVariant: variant })}
        error={messageAt(issues, 'offVariant')}
        {...ground}
      />
      <span>Once it is killed</span>
      <Select
        size="xs"
        aria-label="Safe variant"
        data={[
          { value: SAME, label: 'the same as off' },
          ...ground.variants.map((name) => ({ value: name, label: name })),
        ]}
        value={safeVariant ?? SAME}
        onChange={(variant) => onChange({ ...config, safeVariant: variant === SAME ? null : variant })}
        allowDeselect={false}
        error={messageAt(issues, 'safeVariant')}
        readOnly={ground.isReadOnly}
        w={170}
      />
    </div>
  );
}
