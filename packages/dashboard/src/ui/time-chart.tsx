import { useElementSize } from '@mantine/hooks';
import { scaleLinear, scaleTime } from 'd3-scale';
import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import css from './time-chart.module.css';
import { ChangeMarks, DirectLabels, Layers, Lines, TimeAxis, ValueAxis } from './time-chart-parts.tsx';
import { ChartTable } from './time-chart-table.tsx';
import { highest, type Mark, type Series, stepText } from './time-series.ts';

export interface TimeChartProps {
  /** What is shown, such as "Evaluations by variant". */
  label: string;
  /** Epoch ms at which the first step begins. */
  from: number;
  stepMs: number;
  series: readonly Series[];
  kind: 'layers' | 'lines';
  format: (value: number) => string;
  /** More about one value, such as "3 of 311". */
  detail?: (series: number, step: number) => string;
  marks?: readonly Mark[];
  height?: number;
}

const LABELS_PX = 96;
/** Below this width names stand above the chart, not beside it. */
const WIDE_PX = 520;

/** Values over time with what was changed meanwhile; readable by pointer, by arrow keys and as a table. */
export function TimeChart(props: TimeChartProps) {
  const { label, from, stepMs, series, kind, format, marks = [], height = 200 } = props;
  const { ref, width } = useElementSize();
  const [step, setStep] = useState<number | null>(null);
  const heading = useId();
  const count = series[0]?.values.length ?? 0;
  const left = 44;
  const right = width >= WIDE_PX ? LABELS_PX : 8;
  const x = scaleTime([from, from + stepMs * count], [left, Math.max(left + 1, width - right)]);
  const y = scaleLinear([0, Math.max(highest(series, kind === 'layers'), Number.EPSILON)], [height, 0]).nice(
    4,
  );
  const frame = { x, y, from, stepMs, height, left, right: width - right };
  const at = (event: PointerEvent): void => {
    const inside = x.invert(event.clientX - event.currentTarget.getBoundingClientRect().left).getTime();
    setStep(clamp(Math.floor((inside - from) / stepMs), count));
  };
  return (
    <figure className={css.figure}>
      <figcaption id={heading} className="sw-visually-hidden">
        {label}
      </figcaption>
      <Readout {...props} step={step} isNamed={width < WIDE_PX} />
      <div ref={ref} className={css.plot} style={{ height: height + 24 }}>
        {width > 0 ? (
          <div
            className={css.reader}
            role="slider"
            tabIndex={0}
            aria-label={`${label}, read by arrow keys`}
            aria-valuemin={0}
            aria-valuemax={Math.max(0, count - 1)}
            aria-valuenow={step ?? count - 1}
            aria-valuetext={readingOf(props, step ?? count - 1)}
            onPointerMove={at}
            onPointerLeave={() => setStep(null)}
            onFocus={() => setStep((now) => now ?? count - 1)}
            onBlur={() => setStep(null)}
            onKeyDown={(event) => stepBy(event, (by) => setStep((now) => clamp((now ?? count) + by, count)))}
          >
            <svg width={width} height={height + 24} aria-hidden="true" className={css.svg}>
              <ValueAxis {...frame} format={format} />
              <TimeAxis {...frame} />
              {kind === 'layers' ? (
                <Layers {...frame} series={series} />
              ) : (
                <Lines {...frame} series={series} />
              )}
              {step === null ? null : (
                <line
                  x1={x(from + stepMs * (step + 0.5))}
                  x2={x(from + stepMs * (step + 0.5))}
                  y1={0}
                  y2={height}
                  className={css.cross}
                />
              )}
              {width >= WIDE_PX ? <DirectLabels {...frame} series={series} kind={kind} /> : null}
            </svg>
          </div>
        ) : null}
        {width > 0 ? <ChangeMarks {...frame} marks={marks} /> : null}
      </div>
      <ChartTable {...props} />
    </figure>
  );
}

/** What the step under the pointer says; without one, what is what where names have no room beside the chart. */
function Readout({ step, isNamed, ...props }: TimeChartProps & { step: number | null; isNamed: boolean }) {
  const { series, from, stepMs, format, detail } = props;
  if (step === null && !isNamed) return <p className={css.readout} />;
  return (
    <p className={css.readout} aria-hidden="true">
      {step === null ? null : <span className="sw-muted">{stepText(from + stepMs * step, stepMs)}</span>}
      {series.map(({ name, colour, values }, index) => (
        <span key={name} className={css.value}>
          <span className={css.swatch} style={{ background: colour }} />
          {name}
          {step === null ? null : <strong>{valueText(values[step], format)}</strong>}
          {step === null || !detail ? null : <span className="sw-muted">{detail(index, step)}</span>}
        </span>
      ))}
    </p>
  );
}

function readingOf({ series, from, stepMs, format }: TimeChartProps, step: number): string {
  const values = series.map(({ name, values: of }) => `${name} ${valueText(of[step], format)}`);
  return `${stepText(from + stepMs * step, stepMs)}: ${values.join(', ')}`;
}

export function valueText(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? 'nothing' : format(value);
}

const keys: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function stepBy(event: KeyboardEvent, move: (by: number) => void): void {
  const by = keys[event.key];
  if (by === undefined) return;
  event.preventDefault();
  move(by);
}

function clamp(step: number, count: number): number {
  return Math.max(0, Math.min(count - 1, step));
}
