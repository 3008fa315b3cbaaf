import { NativeSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { parseInstant } from '@slipway/engine';
import { useState } from 'react';
import { ChipsField } from '../ui/chips-field.tsx';
import { InstantField } from '../ui/instant-field.tsx';
import {
  type AttributeCondition,
  operatorShapes,
  readScalar,
  type Scalar,
  type ScalarKind,
  scalarKindOf,
  valuesAs,
} from './condition-draft.ts';
import css from './condition-editor.module.css';

interface ValueEditorProps {
  condition: AttributeCondition;
  types: readonly string[];
  onChange: (next: AttributeCondition) => void;
  error: string | null;
  isReadOnly: boolean;
  now: number;
}

/** The field that fits an operator. */
export function ValueEditor({ condition, types, onChange, error, isReadOnly, now }: ValueEditorProps) {
  const { operator, values = [] } = condition;
  const { input, count } = operatorShapes[operator];
  const put = (next: Scalar[]): void => onChange({ ...condition, values: next });
  const field = { values, put, error, isReadOnly };
  if (input === 'none') return null;
  if (input === 'scalar') return <ScalarField {...field} operator={operator} types={types} />;
  if (input === 'instant') return <InstantValue {...field} now={now} />;
  if (count === 'two') return <BetweenField {...field} />;
  if (input === 'number') return <NumberField {...field} />;
  if (count === 'one') return <TextField {...field} placeholder="2.1.0" />;
  return <TextsField {...field} placeholder={placeholders[input]} />;
}

const placeholders = {
  text: 'Type or paste, Enter adds',
  pattern: 'RE2 pattern, Enter adds',
  network: '10.0.0.0/8, 2001:db8::/32',
  version: '2.1.0',
} as const;

interface FieldProps {
  values: readonly Scalar[];
  put: (values: Scalar[]) => void;
  error: string | null;
  isReadOnly: boolean;
}

function TextsField({ values, put, error, isReadOnly, placeholder }: FieldProps & { placeholder: string }) {
  return (
    <ChipsField
      label="Values"
      value={values.map(String)}
      onChange={put}
      placeholder={placeholder}
      error={error}
      isReadOnly={isReadOnly}
    />
  );
}

function TextField({ values, put, error, isReadOnly, placeholder }: FieldProps & { placeholder: string }) {
  return (
    <TextInput
      size="xs"
      aria-label="Value"
      placeholder={placeholder}
      value={String(values[0] ?? '')}
      onChange={(event) => put(event.currentTarget.value === '' ? [] : [event.currentTarget.value])}
      error={error}
      readOnly={isReadOnly}
    />
  );
}

function NumberField({ values, put, error, isReadOnly }: FieldProps) {
  return (
    <NumberInput
      size="xs"
      aria-label="Value"
      value={numberIn(values[0])}
      onChange={(next) => put(typeof next === 'number' ? [next] : [])}
      error={error}
      readOnly={isReadOnly}
    />
  );
}

function numberIn(value: Scalar | undefined): number | '' {
  return typeof value === 'number' ? value : '';
}

function BetweenField({ values, put, error, isReadOnly }: FieldProps) {
  const [low, setLow] = useState(numberIn(values[0]));
  const [high, setHigh] = useState(numberIn(values[1]));
  const given = values.join();
  const [seen, setSeen] = useState(given);
  const whole = [low, high].filter((one) => one !== '');
  // Changed from outside, such as in the JSON view.
  if (seen !== given && whole.join() !== given) {
    setLow(numberIn(values[0]));
    setHigh(numberIn(values[1]));
  }
  if (seen !== given) setSeen(given);
  const tell = (next: (number | '')[]): void => put(next.filter((one) => one !== ''));
  const read = (next: string | number): number | '' => (typeof next === 'number' ? next : '');
  return (
    <div className={css.between}>
      <NumberInput
        size="xs"
        aria-label="From"
        value={low}
        onChange={(next) => {
          setLow(read(next));
          tell([read(next), high]);
        }}
        error={error}
        readOnly={isReadOnly}
      />
      <span>and</span>
      <NumberInput
        size="xs"
        aria-label="To"
        value={high}
        onChange={(next) => {
          setHigh(read(next));
          tell([low, read(next)]);
        }}
        error={error !== null}
        readOnly={isReadOnly}
      />
    </div>
  );
}

function InstantValue({ values, put, error, isReadOnly, now }: FieldProps & { now: number }) {
  const [value] = values;
  const at = typeof value === 'number' ? value : typeof value === 'string' ? parseInstant(value) : null;
  return (
    <div>
      <InstantField
        label="Choose a time"
        value={at}
        // As text, so that JSON and command line show a date.
        onChange={(next) => put(next === null ? [] : [new Date(next).toISOString().replace('.000Z', 'Z')])}
        isReadOnly={isReadOnly}
        now={now}
      />
      {error === null ? null : <p className={css.error}>{error}</p>}
    </div>
  );
}

interface ScalarFieldProps extends FieldProps {
  operator: AttributeCondition['operator'];
  types: readonly string[];
}

const kinds: { value: ScalarKind; label: string }[] = [
  { value: 'text', label: 'text' },
  { value: 'number', label: 'number' },
  { value: 'boolean', label: 'true/false' },
];

/** Nothing is coerced in an evaluation, so it is said how a value is meant. */
function ScalarField({ operator, types, ...field }: ScalarFieldProps) {
  const { values, put, isReadOnly } = field;
  const [chosen, setChosen] = useState<ScalarKind | null>(null);
  const kind = values.length > 0 ? scalarKindOf(values, types) : (chosen ?? scalarKindOf([], types));
  const choose = (next: string): void => {
    const found = kinds.find(({ value }) => value === next)?.value ?? 'text';
    setChosen(found);
    put(valuesAs(values, operator, found));
  };
  return (
    <div className={css.scalar}>
      <ScalarInput {...field} operator={operator} kind={kind} />
      {types.length === 1 && isUsual(kind, types[0]) ? null : (
        <NativeSelect
          size="xs"
          aria-label="How the values are meant"
          data={kinds}
          value={kind}
          onChange={(event) => choose(event.currentTarget.value)}
          disabled={isReadOnly}
          className={css.kind}
        />
      )}
    </div>
  );
}

function isUsual(kind: ScalarKind, type: string | undefined): boolean {
  return type === (kind === 'text' ? 'string' : kind);
}

function ScalarInput({ operator, kind, ...field }: FieldProps & { operator: string; kind: ScalarKind }) {
  const { values, put, error, isReadOnly } = field;
  if (kind === 'boolean' && operator === 'equals')
    return (
      <Select
        size="xs"
        aria-label="Value"
        placeholder="true or false"
        data={['true', 'false']}
        value={values.length > 0 ? String(values[0]) : null}
        onChange={(next) => put(next === null ? [] : [next === 'true'])}
        error={error}
        readOnly={isReadOnly}
      />
    );
  if (operator === 'equals')
    return kind === 'number' ? <NumberField {...field} /> : <TextField {...field} placeholder="value" />;
  const read = (items: string[]): Scalar[] =>
    items.map((item) => readScalar(item, kind)).filter((item) => item !== null);
  return (
    <ChipsField
      label="Values"
      value={values.map(String)}
      onChange={(items) => put(read(items))}
      error={error}
      isReadOnly={isReadOnly}
    />
  );
}
