import { Button, Popover, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { useRemembered } from '../app/remembered.ts';
import css from './instant-field.module.css';
import { instantText, ownTimeZone } from './instant-text.ts';
import type { Meaning } from './wall-time.ts';

type WallTime = typeof import('./wall-time.ts');

interface InstantFieldProps {
  /** Names it for screen readers and stands on it while it is empty. */
  label: string;
  /** Epoch ms. */
  value: number | null;
  onChange: (at: number | null) => void;
  /** Whether it may be empty again. */
  isClearable?: boolean;
  isReadOnly?: boolean;
  now: number;
}

/** An instant by wall clock and zone; nothing is taken over that the clock does not show, or shows twice, unasked. */
export function InstantField({
  label,
  value,
  onChange,
  isClearable = false,
  isReadOnly,
  now,
}: InstantFieldProps) {
  const [isOpen, setOpen] = useState(false);
  const [zone] = useTimeZone();
  const shown = value === null ? label : instantText(value, zone);
  const set = (at: number | null): void => {
    onChange(at);
    setOpen(false);
  };
  if (isReadOnly) return <span>{shown}</span>;
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus shadow="md" position="bottom-start">
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCalendarTime size={14} aria-hidden />}
          aria-label={value === null ? label : `${label}: ${shown}`}
          onClick={() => setOpen(!isOpen)}
          data-quiet={value === null || undefined}
          className={css.button}
        >
          {shown}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {isOpen ? (
          <InstantForm label={label} value={value} set={set} isClearable={isClearable} now={now} />
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

/** The zone that this browser plans in. */
export function useTimeZone(): [string, (zone: string) => void] {
  return useRemembered('time-zone', ownTimeZone());
}

/** Loaded when the first date is edited. */
function useWallTime(): WallTime | null {
  const [loaded, setLoaded] = useState<WallTime | null>(null);
  useEffect(() => {
    let isHere = true;
    void import('./wall-time.ts').then((module) => isHere && setLoaded(module));
    return () => {
      isHere = false;
    };
  }, []);
  return loaded;
}

interface InstantFormProps {
  label: string;
  value: number | null;
  set: (at: number | null) => void;
  isClearable: boolean;
  now: number;
}

function InstantForm(props: InstantFormProps) {
  const wallTime = useWallTime();
  return wallTime ? (
    <LoadedForm {...props} wallTime={wallTime} />
  ) : (
    <div className={css.form} aria-busy="true" />
  );
}

function LoadedForm({
  label,
  value,
  set,
  isClearable,
  now,
  wallTime,
}: InstantFormProps & { wallTime: WallTime }) {
  const [zone, setZone] = useTimeZone();
  const [text, setText] = useState(() => wallTime.wallText(value ?? wallTime.nextHour(now, zone), zone));
  const [isLater, setLater] = useState(() => isLaterOf(wallTime.meaningOf(text, zone), value));
  const meaning = wallTime.meaningOf(text, zone);
  const at = instantIn(meaning, isLater);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A form around this one is not meant.
    event.stopPropagation();
    if (at !== null) set(at);
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput
        type="datetime-local"
        label={label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={meaning?.kind === 'never' ? `Clocks in ${zone} skip this time.` : null}
        data-autofocus
        required
        withAsterisk={false}
      />
      <ZoneSelect value={zone} onChange={setZone} />
      <Ambiguity meaning={meaning} zone={zone} isLater={isLater} setLater={setLater} />
      {meaning?.kind === 'never' ? (
        <Button size="xs" variant="default" onClick={() => setText(wallTime.wallText(meaning.next, zone))}>
          Use {instantText(meaning.next, zone)}
        </Button>
      ) : null}
      <p className={css.absolute} role="status">
        {at === null ? '' : `${instantText(at, 'UTC')}${at <= now ? ', which is over' : ''}`}
      </p>
      <div className={css.actions}>
        {isClearable && value !== null ? (
          <Button size="xs" variant="subtle" color="gray" onClick={() => set(null)}>
            Remove
          </Button>
        ) : null}
        <Button size="xs" type="submit" disabled={at === null}>
          Set
        </Button>
      </div>
    </form>
  );
}

function isLaterOf(meaning: Meaning | null, value: number | null): boolean {
  return meaning?.kind === 'twice' && meaning.later === value;
}

function instantIn(meaning: Meaning | null, isLater: boolean): number | null {
  if (meaning?.kind === 'once') return meaning.at;
  return meaning?.kind === 'twice' ? (isLater ? meaning.later : meaning.earlier) : null;
}

interface AmbiguityProps {
  meaning: Meaning | null;
  zone: string;
  isLater: boolean;
  setLater: (isLater: boolean) => void;
}

function Ambiguity({ meaning, zone, isLater, setLater }: AmbiguityProps) {
  if (meaning?.kind !== 'twice') return null;
  return (
    <div>
      <p className={css.question}>Clocks go back: this time comes twice. Which one?</p>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Which of the two"
        value={isLater ? 'later' : 'earlier'}
        onChange={(which) => setLater(which === 'later')}
        data={[
          { value: 'earlier', label: `First, ${zoneNameAt(meaning.earlier, zone)}` },
          { value: 'later', label: `Second, ${zoneNameAt(meaning.later, zone)}` },
        ]}
      />
    </div>
  );
}

function zoneNameAt(at: number, zone: string): string {
  return instantText(at, zone).split(' ').at(-1) ?? zone;
}

/** IANA zones: one’s own and UTC first. */
function ZoneSelect({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const zones = useMemo(
    () => [...new Set([ownTimeZone(), 'UTC', value, ...Intl.supportedValuesOf('timeZone')])],
    [value],
  );
  return (
    <Select
      label="Time zone"
      data={zones}
      value={value}
      onChange={(zone) => zone && onChange(zone)}
      searchable
      allowDeselect={false}
      limit={60}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
