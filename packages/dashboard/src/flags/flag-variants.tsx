import { ActionIcon, Button, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { FlagType, VariantText } from './create-flag-draft.ts';
import css from './flag-settings.module.css';

interface FlagVariantsProps {
  type: FlagType;
  variants: readonly VariantText[];
  problems: readonly (string | null)[];
  known: readonly string[];
  put: (variants: VariantText[]) => void;
}

/** Named values. A variant that there is keeps its name, by which configs serve it. */
export function FlagVariants({ type, variants, problems, known, put }: FlagVariantsProps) {
  const change = (at: number, part: Partial<VariantText>): void =>
    put(variants.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <div>
      <span className={css.label}>Variants</span>
      <ul className={css.variants}>
        {variants.map((variant, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name of a new one is what one edits.
          <li key={at} className={css.variant}>
            <TextInput
              aria-label="Name of the variant"
              placeholder="name"
              value={variant.name}
              readOnly={known.includes(variant.name)}
              onChange={(event) => change(at, { name: event.currentTarget.value })}
            />
            <ValueField
              type={type}
              variant={variant}
              problem={problems[at] ?? null}
              change={(value) => change(at, { value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove variant ${variant.name}`}
              disabled={variants.length === 1}
              onClick={() => put(variants.filter((_, index) => index !== at))}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => put([...variants, { name: '', value: type === 'boolean' ? 'true' : '' }])}
      >
        Add variant
      </Button>
    </div>
  );
}

interface ValueFieldProps {
  type: FlagType;
  variant: VariantText;
  problem: string | null;
  change: (value: string) => void;
}

function ValueField({ type, variant: { name, value }, problem, change }: ValueFieldProps) {
  const common = { 'aria-label': `Value of ${name || 'the new variant'}`, value, error: problem };
  if (type === 'boolean')
    return (
      <Select
        {...common}
        data={['true', 'false']}
        allowDeselect={false}
        onChange={(next) => change(next ?? value)}
      />
    );
  if (type === 'object')
    return (
      <Textarea
        {...common}
        classNames={{ input: 'sw-mono' }}
        autosize
        minRows={1}
        maxRows={12}
        spellCheck={false}
        onChange={(event) => change(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      classNames={{ input: 'sw-mono' }}
      {...(type === 'number' ? { inputMode: 'decimal' as const } : {})}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
