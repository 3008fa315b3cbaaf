import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPlayerSkipBack, IconPlayerSkipForward } from '@tabler/icons-react';
import { useState } from 'react';
import { InstantField } from '../ui/instant-field.tsx';
import { absoluteTime } from '../ui/time.tsx';
import css from './explain.module.css';
import { neighbour } from './time-scale.ts';
import { TimeTrack } from './time-track.tsx';

/** An instant at which the answer may change. */
export interface Mark {
  at: number;
  kind: 'change' | 'other-change' | 'planned';
  what: string;
}

interface TimeTravelProps {
  marks: readonly Mark[];
  /** null: now. */
  at: number | null;
  now: number;
  zone: string;
  go: (at: number | null) => void;
  /** There are earlier changes than those marked. */
  isCut: boolean;
}

/** Now, a past instant or a planned one: by track, by step, or exactly. */
export function TimeTravel({ marks, at, now, zone, go, isCut }: TimeTravelProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const stops = [...new Set([...marks.map((mark) => mark.at), now])].sort((a, b) => a - b);
  const here = at ?? now;
  const travel = (to: number): void => go(to === now ? null : to);
  const step = (direction: -1 | 1): void => {
    const next = neighbour(stops, here, direction);
    if (next !== null) travel(next);
  };
  return (
    <section className={css.time} aria-label="When">
      <div className={css.timeRow}>
        <StepButton
          label="Previous change"
          disabled={neighbour(stops, here, -1) === null}
          onClick={() => step(-1)}
        >
          <IconPlayerSkipBack size={14} />
        </StepButton>
        <TimeTrack
          marks={marks}
          stops={stops}
          here={here}
          now={now}
          describe={(to) => tellStop(to, marks, now, zone)}
          go={travel}
          point={setPointed}
        />
        <StepButton label="Next change" disabled={neighbour(stops, here, 1) === null} onClick={() => step(1)}>
          <IconPlayerSkipForward size={14} />
        </StepButton>
      </div>
      <p className={css.stop} data-pointed={pointed !== null || undefined}>
        {tellStop(pointed ?? here, marks, now, zone)}
      </p>
      <div className={css.exact}>
        <Button
          size="xs"
          variant={at === null ? 'light' : 'default'}
          aria-pressed={at === null}
          onClick={() => go(null)}
        >
          Now
        </Button>
        <InstantField label="Another time" value={at} onChange={go} now={now} />
        {isCut ? (
          <span className="sw-muted">The last 100 changes are marked; any time can be given.</span>
        ) : null}
      </div>
    </section>
  );
}

function tellStop(at: number, marks: readonly Mark[], now: number, zone: string): string {
  if (at === now) return 'Now';
  const before = marks.findLast((mark) => mark.at <= at);
  const when = absoluteTime(at, zone);
  if (!before) return when;
  const isThen = at - before.at < 1000;
  return `${when} · ${isThen ? '' : 'after '}${before.what}`;
}

interface StepButtonProps {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function StepButton({ label, disabled, onClick, children }: StepButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
