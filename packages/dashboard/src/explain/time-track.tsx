import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import css from './explain.module.css';
import { nearest, neighbour, scaleOf } from './time-scale.ts';
import type { Mark } from './time-travel.tsx';

interface TimeTrackProps {
  marks: readonly Mark[];
  /** Ascending; keys go from one to the next. */
  stops: readonly number[];
  here: number;
  now: number;
  describe: (at: number) => string;
  go: (at: number) => void;
  /** What the pointer is over. */
  point: (at: number | null) => void;
}

/** A pointer this close to a mark means the mark. */
const REACH_PX = 8;

/** A slider over time whose arrows go from change to change. */
export function TimeTrack({ marks, stops, here, now, describe, go, point }: TimeTrackProps) {
  const track = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const scale = useMemo(() => scaleOf([...stops, here]), [stops, here]);
  const shown = dragged ?? here;
  const instantUnder = ({ clientX }: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    if (!box || box.width === 0) return here;
    const position = Math.min(1, Math.max(0, (clientX - box.left) / box.width));
    return nearest(stops, scale, position, REACH_PX / box.width) ?? scale.instantAt(position);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = stopFor(event.key, stops, here, now);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== null) go(next);
  };
  return (
    <div
      ref={track}
      className={css.track}
      role="slider"
      tabIndex={0}
      aria-label="Time; arrow keys go from change to change"
      aria-valuemin={0}
      aria-valuemax={1000}
      aria-valuenow={Math.round(scale.positionOf(shown) * 1000)}
      aria-valuetext={describe(shown)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(instantUnder(event));
      }}
      onPointerMove={(event) => {
        const instant = instantUnder(event);
        if (dragged !== null) setDragged(instant);
        point(instant);
      }}
      onPointerUp={(event) => {
        if (dragged !== null) go(instantUnder(event));
        setDragged(null);
      }}
      onPointerCancel={() => setDragged(null)}
      onPointerLeave={() => point(null)}
    >
      <span className={css.future} style={{ left: `${scale.positionOf(now) * 100}%` }} />
      {marks.map(({ at, kind, what }) => (
        <span
          key={`${at}${what}`}
          className={css.mark}
          data-kind={kind}
          style={{ left: `${scale.positionOf(at) * 100}%` }}
        />
      ))}
      <span className={css.now} style={{ left: `${scale.positionOf(now) * 100}%` }} />
      <span className={css.thumb} style={{ left: `${scale.positionOf(shown) * 100}%` }} />
    </div>
  );
}

const PAGE = 5;

/** Where a key leads; null: nowhere further, undefined: not a key of the slider. */
function stopFor(
  key: string,
  stops: readonly number[],
  here: number,
  now: number,
): number | null | undefined {
  if (key === 'ArrowLeft' || key === 'ArrowDown') return neighbour(stops, here, -1);
  if (key === 'ArrowRight' || key === 'ArrowUp') return neighbour(stops, here, 1);
  if (key === 'PageDown') return stops.filter((stop) => stop < here).at(-PAGE) ?? stops[0] ?? null;
  if (key === 'PageUp') return stops.filter((stop) => stop > here)[PAGE - 1] ?? stops.at(-1) ?? null;
  if (key === 'Home') return stops[0] ?? null;
  if (key === 'End') return now;
  return undefined;
}
