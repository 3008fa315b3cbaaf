import { TagsInput, Textarea } from '@mantine/core';
import { pastedItems } from './pasted-items.ts';

interface ChipsFieldProps {
  label: string;
  value: readonly string[];
  onChange: (items: string[]) => void;
  placeholder?: string;
  error?: string | null;
  /** Lists of keys have their label above, fields in a row only for screen readers. */
  isLabelShown?: boolean;
  isReadOnly?: boolean;
}

/** Chips get slow and unreadable beyond this. */
const MOST_CHIPS = 80;
const separators = [',', ';', '\n', '\r', '\t'];

/** A list of texts as chips; a pasted column becomes many. A long list is a text with one item a line. */
export function ChipsField(props: ChipsFieldProps) {
  return props.value.length > MOST_CHIPS ? <LinesField {...props} /> : <Chips {...props} />;
}

function Chips({ label, value, onChange, placeholder, error, isLabelShown, isReadOnly }: ChipsFieldProps) {
  return (
    <TagsInput
      size="xs"
      {...(isLabelShown ? { label } : { 'aria-label': label })}
      value={[...value]}
      onChange={(items) => onChange(unique(items.map((item) => item.trim())))}
      splitChars={separators}
      isDuplicate={(item, items) => items.includes(item)}
      placeholder={value.length === 0 ? (placeholder ?? 'Type or paste, Enter adds') : ''}
      error={error ?? null}
      readOnly={isReadOnly ?? false}
      maxDropdownHeight={0}
    />
  );
}

function LinesField({ label, value, onChange, error, isLabelShown, isReadOnly }: ChipsFieldProps) {
  const count = `${value.length.toLocaleString('en')} values, one a line`;
  return (
    <Textarea
      size="xs"
      {...(isLabelShown ? { label, description: count } : { 'aria-label': label, description: count })}
      defaultValue={value.join('\n')}
      key={value.length}
      onBlur={(event) => onChange(pastedItems(event.currentTarget.value))}
      rows={8}
      error={error ?? null}
      readOnly={isReadOnly ?? false}
      classNames={{ input: 'sw-mono' }}
    />
  );
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items.filter((item) => item !== ''))];
}
