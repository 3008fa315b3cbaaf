import { Select, Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Copy } from '../ui/copy.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import type { HostedTabProps } from './hosted-page.tsx';
import css from './hosting.module.css';
import { asText, found, type LogLine, MOST_LINES, marked } from './log-lines.ts';
import { useLog } from './use-log.ts';

const EVERY = '';
/** A log is read at its end; who has scrolled up stays there. */
const NEAR_END_PX = 40;

/** What steps and services have written, and write. */
export function LogsTab({ project, environment, detail }: HostedTabProps) {
  const { source = EVERY } = useSearch({ from: '/signed-in/projects/$project/environments/$environment' });
  const navigate = useNavigate();
  const [isFollowed, setFollowed] = useState(true);
  const [isWrapped, setWrapped] = useState(true);
  const [wanted, setWanted] = useState('');
  const log = useLog({ project, environment: environment.key, source, isFollowed });
  const lines = found(log.lines, wanted);
  const sources = [...new Set([...detail.logs, ...(source === EVERY ? [] : [source])])];
  return (
    <>
      <div className={css.logBar}>
        <Select
          aria-label="Source"
          data={[
            { value: EVERY, label: 'Every source' },
            ...sources.map((one) => ({ value: one, label: one })),
          ]}
          value={source}
          onChange={(value) =>
            void navigate({
              to: '.',
              search: value ? { tab: 'logs', source: value } : { tab: 'logs' },
              replace: true,
            })
          }
          allowDeselect={false}
          w={190}
        />
        <TextInput
          aria-label="Search in the log"
          placeholder="Only lines with …"
          leftSection={<IconSearch size={14} />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setWanted('')}
          data-page-search
        />
        <Switch
          size="xs"
          label="Follow"
          checked={isFollowed}
          onChange={(event) => setFollowed(event.currentTarget.checked)}
        />
        <Switch
          size="xs"
          label="Wrap"
          checked={isWrapped}
          onChange={(event) => setWrapped(event.currentTarget.checked)}
        />
        <Copy value={asText(lines)} what="these lines" />
        <span className={css.small}>{countWords(lines.length, log.lines.length)}</span>
      </div>
      {log.error ? <ProblemNote error={log.error} retry={log.again} /> : null}
      <Lines
        lines={lines}
        wanted={wanted}
        isMixed={source === EVERY}
        isWrapped={isWrapped}
        empty={
          log.state === 'reading'
            ? 'Reading …'
            : wanted === ''
              ? 'Nothing has been written.'
              : 'No line has that.'
        }
      />
    </>
  );
}

function countWords(shown: number, all: number): string {
  const most = all >= MOST_LINES ? ', the last ones' : '';
  return shown === all ? `${all.toLocaleString('en')} lines${most}` : `${shown} of ${all} lines${most}`;
}

interface LinesProps {
  lines: readonly LogLine[];
  wanted: string;
  isMixed: boolean;
  isWrapped: boolean;
  empty: string;
}

function Lines({ lines, wanted, isMixed, isWrapped, empty }: LinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever lines come, the end is shown.
  useEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length, isWrapped]);
  return (
    <div
      ref={box}
      className={`sw-panel ${css.log}`}
      data-wrap={isWrapped || undefined}
      role="log"
      aria-label="Log"
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      {lines.length === 0 ? <span className="sw-muted">{empty}</span> : null}
      {lines.map(({ id, source, text }) => (
        <div key={id} className={css.logLine}>
          {isMixed ? <span className={css.logSource}>{source}</span> : null}
          <span className={css.logText}>
            {wanted === ''
              ? text
              : marked(text, wanted).map((part, at) =>
                  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no other name.
                  part.isFound ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>,
                )}
          </span>
        </div>
      ))}
    </div>
  );
}
