import { ActionIcon, Button, Select, Textarea, TextInput } from '@mantine/core';
import { flagTypes } from '@slipway/api';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import css from './create-flag.module.css';
import { type FlagForm, servedBy, type VariantText, withType } from './create-flag-draft.ts';

interface VariantsProps {
  form: FlagForm;
  setForm: (form: FlagForm) => void;
  problems: readonly (string | null)[];
}

const typeWords = {
  boolean: 'Boolean: on or off',
  string: 'String: one of several texts',
  number: 'Number: one of several numbers',
  object: 'Object: one of several JSON objects',
} as const;

/** Named values of one type, and which of them is served when. */
export function CreateFlagVariants({ form, setForm, problems }: VariantsProps) {
  const { type, variants } = form;
  const { offVariant, onVariant } = servedBy(form);
  const names = [...new Set(variants.map(({ name }) => name).filter(Boolean))];
  const change = (at: number, part: Partial<VariantText>): void => setForm(renamed(form, at, part));
  return (
    <>
      <Select
        label="Type"
        description="It stays for good."
        data={flagTypes.map((one) => ({ value: one, label: typeWords[one] }))}
        value={type}
        allowDeselect={false}
        onChange={(next) => {
          const chosen = flagTypes.find((one) => one === next);
          if (chosen) setForm(withType(form, chosen));
        }}
      />
      <fieldset className={css.variants}>
        <legend>Variants</legend>
        {variants.map((variant, at) => (
          <VariantRow
            // biome-ignore lint/suspicious/noArrayIndexKey: its name is what one edits.
            key={at}
            variant={variant}
            type={type}
            problem={problems[at] ?? null}
            change={(part) => change(at, part)}
            {...(variants.length > 1
              ? { remove: () => setForm({ ...form, variants: variants.filter((_, index) => index !== at) }) }
              : {})}
          />
        ))}
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setForm({ ...form, variants: [...variants, { name: '', value: '' }] })}
        >
          Add variant
        </Button>
      </fieldset>
      <div className={css.pair}>
        <Select
          label="Served while off"
          data={names}
          value={offVariant}
          allowDeselect={false}
          onChange={(next) => setForm({ ...form, offVariant: next ?? '' })}
        />
        <Select
          label="Served once on"
          data={names}
          value={onVariant}
          allowDeselect={false}
          onChange={(next) => setForm({ ...form, onVariant: next ?? '' })}
        />
      </div>
    </>
  );
}

/** What is served follows a variant that gets another name. */
function renamed(form: FlagForm, at: number, part: Partial<VariantText>): FlagForm {
  const before = form.variants[at]?.name;
  const follow = (name: string): string => (part.name !== undefined && name === before ? part.name : name);
  return {
    ...form,
    variants: form.variants.map((one, index) => (index === at ? { ...one, ...part } : one)),
    offVariant: follow(form.offVariant),
    onVariant: follow(form.onVariant),
  };
}

interface VariantRowProps {
  variant: VariantText;
  type: FlagForm['type'];
  problem: string | null;
  change: (part: Partial<VariantText>) => void;
  remove?: () => void;
}

function VariantRow({ variant, type, problem, change, remove }: VariantRowProps) {
  const Value = type === 'object' ? Textarea : TextInput;
  return (
    <div className={css.variant}>
      <TextInput
        aria-label="Name of the variant"
        placeholder="name"
        value={variant.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      {type === 'boolean' ? (
        <Select
          aria-label={`Value of ${variant.name || 'the variant'}`}
          data={['true', 'false']}
          value={variant.value || null}
          allowDeselect={false}
          error={problem}
          onChange={(value) => change({ value: value ?? '' })}
        />
      ) : (
        <Value
          aria-label={`Value of ${variant.name || 'the variant'}`}
          placeholder="value"
          classNames={{ input: 'sw-mono' }}
          value={variant.value}
          error={problem}
          spellCheck={false}
          {...(type === 'object' ? { autosize: true, minRows: 1, maxRows: 8 } : {})}
          {...(type === 'number' ? { inputMode: 'decimal' as const } : {})}
          onChange={(event: React.ChangeEvent<HTMLInputElement & HTMLTextAreaElement>) =>
            change({ value: event.currentTarget.value })
          }
        />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove variant ${variant.name}`}
        disabled={!remove}
        {...(remove ? { onClick: remove } : {})}
      >
        <IconTrash size={15} />
      </ActionIcon>
    </div>
  );
}
