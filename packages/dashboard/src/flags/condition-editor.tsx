import { ActionIcon, Autocomplete, Button, Select, Tooltip } from '@mantine/core';
import { listAttributes, listSegments } from '@slipway/api';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useAll } from '../app/api.ts';
import {
  type AttributeCondition,
  type Condition,
  isOperator,
  type KnownAttribute,
  newCondition,
  operatorOptions,
  operatorsFor,
  takesCase,
  toggled,
  withAttribute,
  withOperator,
} from './condition-draft.ts';
import css from './condition-editor.module.css';
import { below, type Issues, messageAt } from './config-issues.ts';
import { ValueEditor } from './value-editor.tsx';

/** What conditions can be about. */
export interface ConditionSources {
  attributes: readonly KnownAttribute[];
  segments: readonly { key: string; name: string }[];
}

/** Attributes that evaluations in an environment have carried, and the project’s segments. */
export function useConditionSources(project: string, environment: string | undefined): ConditionSources {
  const { data: attributes = [] } = useAll(
    listAttributes,
    { params: { project, environment: environment ?? '' } },
    { enabled: environment !== undefined },
  );
  const { data: segments = [] } = useAll(listSegments, { params: { project } });
  return { attributes, segments };
}

interface ConditionsEditorProps {
  value: readonly Condition[];
  onChange: (next: Condition[]) => void;
  sources: ConditionSources;
  /** What is wrong, with paths that begin with `[index]`. */
  issues?: Issues;
  /** A segment that cannot be about itself. */
  without?: string;
  isReadOnly?: boolean;
  now: number;
}

/** Conditions that must all hold; without any it is about everyone. */
export function ConditionsEditor({
  value,
  onChange,
  sources,
  issues = [],
  without,
  isReadOnly = false,
  now,
}: ConditionsEditorProps) {
  const segments = sources.segments.filter(({ key }) => key !== without);
  const put = (index: number, next: Condition): void => onChange(value.with(index, next));
  return (
    <div className={css.conditions}>
      {value.length === 0 ? <p className={css.none}>No condition: this is about everyone.</p> : null}
      <ul className={css.list}>
        {value.map((condition, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place.
          <li key={index} className={css.condition}>
            <span className={css.joint}>{index === 0 ? 'if' : 'and'}</span>
            <OneCondition
              value={condition}
              onChange={(next) => put(index, next)}
              sources={{ ...sources, segments }}
              issues={below(issues, `[${index}]`)}
              isReadOnly={isReadOnly}
              now={now}
            />
            {isReadOnly ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove condition ${index + 1}`}
                onClick={() => onChange(value.toSpliced(index, 1))}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {isReadOnly ? null : (
        <div className={css.add}>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => onChange([...value, newCondition(sources.attributes)])}
          >
            Add condition
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => onChange([...value, { segment: segments[0]?.key ?? '' }])}
          >
            Add segment
          </Button>
        </div>
      )}
    </div>
  );
}

interface OneProps<T extends Condition> {
  value: T;
  onChange: (next: Condition) => void;
  sources: ConditionSources;
  issues: Issues;
  isReadOnly: boolean;
  now: number;
}

function OneCondition({ value, ...rest }: OneProps<Condition>) {
  if ('segment' in value) return <OnSegment value={value} {...rest} />;
  return <OnAttribute value={value} {...rest} />;
}

function OnSegment({
  value,
  onChange,
  sources,
  issues,
  isReadOnly,
}: OneProps<Exclude<Condition, AttributeCondition>>) {
  const { segment, negate = false } = value;
  const known = sources.segments.map(({ key, name }) => ({
    value: key,
    label: name === key ? key : `${name} (${key})`,
  }));
  const isKnown = segment === '' || known.some((one) => one.value === segment);
  return (
    <div className={css.fields}>
      <Select
        size="xs"
        aria-label="Belongs to the segment or not"
        data={[
          { value: 'in', label: 'in segment' },
          { value: 'out', label: 'not in segment' },
        ]}
        value={negate ? 'out' : 'in'}
        onChange={(which) => onChange(toggled(value, 'negate', which === 'out'))}
        allowDeselect={false}
        readOnly={isReadOnly}
        className={css.operator}
      />
      <Select
        size="xs"
        aria-label="Segment"
        placeholder="Choose a segment"
        data={isKnown ? known : [...known, { value: segment, label: segment }]}
        value={segment === '' ? null : segment}
        onChange={(key) => onChange({ ...value, segment: key ?? '' })}
        searchable
        allowDeselect={false}
        error={messageAt(issues, '')}
        readOnly={isReadOnly}
        nothingFoundMessage="No such segment"
        className={css.values}
      />
    </div>
  );
}

function OnAttribute({ value, onChange, sources, issues, isReadOnly, now }: OneProps<AttributeCondition>) {
  const { attribute, operator, negate = false, ignoreCase = false } = value;
  const typesOf = (name: string): readonly string[] =>
    sources.attributes.find((one) => one.name === name)?.types ?? (name === 'targetingKey' ? ['string'] : []);
  const types = typesOf(attribute);
  return (
    <div className={css.fields}>
      <AttributeField
        value={attribute}
        onChange={(name) => onChange(withAttribute(value, name, typesOf(name)))}
        attributes={sources.attributes}
        error={messageAt(issues, '.attribute')}
        isReadOnly={isReadOnly}
      />
      <Toggle
        label="Negate"
        text="not"
        hint={`Whoever has no ${attribute || 'such attribute'} is not meant either way.`}
        isOn={negate}
        onChange={(isOn) => onChange(toggled(value, 'negate', isOn))}
        isReadOnly={isReadOnly}
      />
      <Select
        size="xs"
        aria-label="Operator"
        data={operatorOptions(operatorsFor(types, operator), negate)}
        value={operator}
        onChange={(name) => name && isOperator(name) && onChange(withOperator(value, name, types))}
        allowDeselect={false}
        searchable
        maxDropdownHeight={360}
        error={messageAt(issues, '.operator')}
        readOnly={isReadOnly}
        className={css.operator}
      />
      <div className={css.values}>
        <ValueEditor
          condition={value}
          types={types}
          onChange={onChange}
          error={messageAt(issues, '.values')}
          isReadOnly={isReadOnly}
          now={now}
        />
      </div>
      {takesCase(operator) ? (
        <Toggle
          label="Ignore upper and lower case"
          text="Aa"
          hint="Ignore upper and lower case"
          isOn={ignoreCase}
          onChange={(isOn) => onChange(toggled(value, 'ignoreCase', isOn))}
          isReadOnly={isReadOnly}
        />
      ) : null}
    </div>
  );
}

interface AttributeFieldProps {
  value: string;
  onChange: (name: string) => void;
  attributes: readonly KnownAttribute[];
  label?: string;
  error?: string | null;
  isReadOnly?: boolean;
}

/** An attribute by name, with those that evaluations have carried as suggestions. */
export function AttributeField({
  value,
  onChange,
  attributes,
  label = 'Attribute',
  error,
  isReadOnly,
}: AttributeFieldProps) {
  const names = [...new Set(['targetingKey', ...attributes.map(({ name }) => name)])];
  const typeOf = (name: string): string =>
    attributes.find((one) => one.name === name)?.types.join(', ') ??
    (name === 'targetingKey' ? 'string' : '');
  return (
    <Autocomplete
      size="xs"
      aria-label={label}
      placeholder="attribute"
      data={names}
      value={value}
      onChange={onChange}
      error={error ?? null}
      readOnly={isReadOnly ?? false}
      className={css.attribute}
      renderOption={({ option }) => (
        <span className={css.option}>
          <span className="sw-mono">{option.value}</span>
          <span className="sw-muted">{typeOf(option.value)}</span>
        </span>
      )}
    />
  );
}

interface ToggleProps {
  label: string;
  text: string;
  hint: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  isReadOnly: boolean;
}

function Toggle({ label, text, hint, isOn, onChange, isReadOnly }: ToggleProps) {
  return (
    <Tooltip label={hint}>
      <button
        type="button"
        className={css.toggle}
        aria-label={`${text}: ${label}`}
        aria-pressed={isOn}
        aria-disabled={isReadOnly}
        onClick={() => !isReadOnly && onChange(!isOn)}
      >
        {text}
      </button>
    </Tooltip>
  );
}
