import { Textarea, TextInput } from '@mantine/core';
import type { ContextRow } from './context-rows.ts';
import css from './explain.module.css';

interface ValueFieldProps {
  row: ContextRow;
  label: string;
  problem: string | null;
  change: (text: string) => void;
}

/** The field that fits the type of the value. */
export function ValueField({ row: { type, text }, label, problem, change }: ValueFieldProps) {
  if (type === 'boolean')
    return (
      <select
        className={css.choice}
        aria-label={label}
        value={text === 'true' || text === 'false' ? text : ''}
        onChange={(event) => change(event.currentTarget.value)}
      >
        <option value="">not given</option>
        <option value="true">yes (true)</option>
        <option value="false">no (false)</option>
      </select>
    );
  const common = { size: 'xs', 'aria-label': label, value: text, error: problem, spellCheck: false } as const;
  if (type === 'list' || type === 'json')
    return (
      <Textarea
        {...common}
        autosize
        minRows={1}
        maxRows={8}
        placeholder={type === 'list' ? 'one a line' : '{"id": 7}'}
        classNames={type === 'json' ? { input: css.json ?? '' } : {}}
        onChange={(event) => change(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      placeholder={type === 'number' ? '0' : 'value'}
      {...(type === 'number' ? { inputMode: 'decimal' } : {})}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
