import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { percent } from './flag-list-words.ts';
import { WHOLE } from './serve-words.ts';
import { bordersOf, type Weights, withBorder } from './split-weights.ts';
import css from './weight-bar.module.css';

interface WeightBarProps {
  weights: Weights;
  colours: ReadonlyMap<string, string>;
  /** Null where it is only looked at. */
  onChange: ((weights: [string, number][]) => void) | null;
}

/** Steps of a drag and of arrow keys: whole percents, tenths with Alt, tens with Shift. */
const STEP = WHOLE / 100;

/** Shares as a bar; the borders between them can be dragged or moved by arrow keys. */
export function WeightBar({ weights, colours, onChange }: WeightBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const label = weights.map(([variant, weight]) => `${variant} ${percent(weight)}`).join(', ');
  return (
    <div className={css.bar} ref={bar} data-editable={onChange !== null || undefined}>
      <div className={css.parts} role="img" aria-label={label}>
        {weights.map(([variant, weight]) => (
          <span
            key={variant}
            className={css.part}
            style={{ flexGrow: weight, background: colours.get(variant) }}
            title={`${variant}: ${percent(weight)}`}
          />
        ))}
      </div>
      {onChange === null
        ? null
        : bordersOf(weights).map((place, index) => (
            <Border
              // biome-ignore lint/suspicious/noArrayIndexKey: a border is known by its place.
              key={index}
              bar={bar}
              weights={weights}
              index={index}
              place={place}
              onChange={onChange}
            />
          ))}
    </div>
  );
}

interface BorderProps {
  bar: React.RefObject<HTMLDivElement | null>;
  weights: Weights;
  index: number;
  place: number;
  onChange: (weights: [string, number][]) => void;
}

const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -100,
  End: 100,
};

function Border({ bar, weights, index, place, onChange }: BorderProps) {
  const [left, right] = [weights[index]?.[0] ?? '', weights[index + 1]?.[0] ?? ''];
  const move = (to: number): void => onChange(withBorder(weights, index, to));
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = keySteps[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    const size = event.altKey ? STEP / 10 : event.shiftKey ? STEP * 10 : STEP;
    move(place + steps * size);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (!bar.current || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left: start, width } = bar.current.getBoundingClientRect();
    const step = event.altKey ? STEP / 10 : STEP;
    move(Math.round((((event.clientX - start) / width) * WHOLE) / step) * step);
  };
  return (
    <span
      className={css.border}
      style={{ left: `${(place / WHOLE) * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={`Border between ${left} and ${right}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={place / STEP}
      aria-valuetext={`${left} ${percent(weights[index]?.[1] ?? 0)}, ${right} ${percent(weights[index + 1]?.[1] ?? 0)}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  );
}
