import { ActionIcon, SegmentedControl, Switch } from '@mantine/core';
import type { FlagConfig } from '@slipway/api';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { InstantField } from '../ui/instant-field.tsx';
import { instantText } from '../ui/instant-text.ts';
import { relativeTime } from '../ui/time.tsx';
import { type Issues, messageAt } from './config-issues.ts';
import css from './schedule-editor.module.css';
import { entriesInOrder } from './words.ts';

interface ScheduleEditorProps {
  config: FlagConfig;
  onChange: (next: FlagConfig) => void;
  issues: Issues;
  isReadOnly: boolean;
  now: number;
}

/** Whether it is on, and when that changes by itself. */
export function ScheduleEditor({ config, onChange, issues, isReadOnly, now }: ScheduleEditorProps) {
  const { enabled, schedule } = config;
  const entries = entriesInOrder(schedule);
  const put = (next: FlagConfig['schedule']): void => onChange({ ...config, schedule: entriesInOrder(next) });
  const isOverruled = entries.some(({ at }) => at <= now);
  return (
    <div className={css.schedule}>
      <Switch
        label={enabled ? 'Switched on' : 'Switched off'}
        {...(isOverruled ? { description: 'A schedule entry below has taken over since.' } : {})}
        checked={enabled}
        onChange={(event) => onChange({ ...config, enabled: event.currentTarget.checked })}
        disabled={isReadOnly}
      />
      <h4 className={css.heading}>Schedule</h4>
      {entries.length === 0 ? (
        <p className="sw-muted">Nothing is planned: it stays as it is switched.</p>
      ) : null}
      <ul className={css.entries}>
        {entries.map((entry, index) => (
          <li
            key={`${entry.at}-${String(entry.enabled)}`}
            className={css.entry}
            data-over={entry.at <= now || undefined}
          >
            <OnOff
              value={entry.enabled}
              onChange={(next) => put(entries.with(index, { ...entry, enabled: next }))}
              isReadOnly={isReadOnly}
            />
            <InstantField
              label="When"
              value={entry.at}
              onChange={(at) => at !== null && put(entries.with(index, { ...entry, at }))}
              isReadOnly={isReadOnly}
              now={now}
            />
            <span className={css.absolute}>
              {instantText(entry.at, 'UTC')}, {relativeTime(entry.at, now)}
            </span>
            {isReadOnly ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove the entry of ${instantText(entry.at)}`}
                onClick={() => put(entries.toSpliced(index, 1))}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {isReadOnly ? null : (
        <NewEntry
          isOn={entries.at(-1)?.enabled ?? enabled}
          add={(entry) => put([...entries, entry])}
          now={now}
        />
      )}
      {messageAt(issues, 'schedule') === null ? null : (
        <p className={css.error}>{messageAt(issues, 'schedule')}</p>
      )}
    </div>
  );
}

interface NewEntryProps {
  /** As it is when the last entry has come. */
  isOn: boolean;
  add: (entry: FlagConfig['schedule'][number]) => void;
  now: number;
}

function NewEntry({ isOn, add, now }: NewEntryProps) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const enabled = chosen ?? !isOn;
  return (
    <div className={css.entry}>
      <OnOff value={enabled} onChange={setChosen} isReadOnly={false} />
      <InstantField
        label="Choose a time"
        value={null}
        onChange={(at) => {
          if (at !== null) add({ at, enabled });
          setChosen(null);
        }}
        now={now}
      />
    </div>
  );
}

function OnOff({
  value,
  onChange,
  isReadOnly,
}: {
  value: boolean;
  onChange: (isOn: boolean) => void;
  isReadOnly: boolean;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Switch on or off"
      value={value ? 'on' : 'off'}
      onChange={(which) => onChange(which === 'on')}
      readOnly={isReadOnly}
      data={[
        { value: 'on', label: 'Switch on' },
        { value: 'off', label: 'Switch off' },
      ]}
    />
  );
}
