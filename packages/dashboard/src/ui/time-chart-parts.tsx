import { Tooltip } from '@mantine/core';
import type { ScaleLinear, ScaleTime } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { absoluteTime } from './time.tsx';
import css from './time-chart.module.css';
import { clustered, type Mark, type Series, spread, stacked, tickText } from './time-series.ts';

/** Where things are on a chart. */
interface Frame {
  x: ScaleTime<number, number>;
  y: ScaleLinear<number, number>;
  from: number;
  stepMs: number;
  height: number;
  left: number;
  right: number;
}

export function ValueAxis({ y, left, right, format }: Frame & { format: (value: number) => string }) {
  return y.ticks(4).map((value) => (
    <g key={value}>
      <line x1={left} x2={right} y1={y(value)} y2={y(value)} className={css.grid} />
      <text x={left - 6} y={y(value)} dy="0.32em" textAnchor="end" className={css.tick}>
        {format(value)}
      </text>
    </g>
  ));
}

const TICK_PX = 90;

export function TimeAxis({ x, height, left, right }: Frame) {
  return x.ticks(Math.max(2, Math.floor((right - left) / TICK_PX))).map((at) => (
    <text
      key={at.getTime()}
      x={x(at)}
      y={height + 17}
      textAnchor={x(at) > right - 24 ? 'end' : x(at) < left + 24 ? 'start' : 'middle'}
      className={css.tick}
    >
      {tickText(at)}
    </text>
  ));
}

export function Layers({ x, y, from, stepMs, series }: Frame & { series: readonly Series[] }) {
  const shape = area<readonly [number, number]>()
    .x((_, step) => x(from + stepMs * step))
    .y0(([low]) => y(low))
    .y1(([, high]) => y(high))
    .curve(curveStepAfter);
  return stacked(series).map(({ name, colour, edges }) => {
    const last = edges.at(-1);
    return <path key={name} d={shape(last ? [...edges, last] : []) ?? ''} fill={colour} />;
  });
}

export function Lines({ x, y, from, stepMs, series }: Frame & { series: readonly Series[] }) {
  const shape = line<number | null>()
    .defined((value) => value !== null)
    .x((_, step) => x(from + stepMs * (step + 0.5)))
    .y((value) => y(value ?? 0));
  return series.map(({ name, colour, values }) => (
    <path key={name} d={shape(values) ?? ''} stroke={colour} className={css.line} />
  ));
}

const LABEL_GAP = 15;

/** Names beside the ends of what they name. */
export function DirectLabels({
  y,
  height,
  right,
  series,
  kind,
}: Frame & { series: readonly Series[]; kind: 'layers' | 'lines' }) {
  const wanted = kind === 'layers' ? middles(series) : series.map(({ values }) => lastOf(values));
  const places = spread(
    wanted.map((value) => y(value)),
    LABEL_GAP,
    height,
  );
  return series.map(({ name, colour }, index) => (
    <g key={name} transform={`translate(${right + 8} ${places[index] ?? 0})`}>
      <rect y={-4.5} width={9} height={9} rx={3} fill={colour} />
      <text x={14} dy="0.34em" className={css.label}>
        {name.length > 11 ? `${name.slice(0, 10)}…` : name}
      </text>
    </g>
  ));
}

function lastOf(values: readonly (number | null)[]): number {
  return values.findLast((value) => value !== null) ?? 0;
}

/** The last step is often under way, so the one before it tells where a layer runs out. */
function middles(series: readonly Series[]): number[] {
  return stacked(series).map(({ edges }) => {
    const [low, high] = edges.at(-2) ?? edges.at(-1) ?? [0, 0];
    return (low + high) / 2;
  });
}

const NEAR_PX = 14;

/** What was changed, as lines that say so. */
export function ChangeMarks({ x, height, left, right, marks }: Frame & { marks: readonly Mark[] }) {
  const [first = 0, last = 0] = x.domain().map((at) => at.getTime());
  const shown = marks.filter(({ at }) => at >= first && at <= last);
  if (shown.length === 0 || right <= left) return null;
  return (
    <ul className={css.marks} aria-label="Changes">
      {clustered(shown, (at) => x(at), NEAR_PX).map(({ x: place, marks: here }) => (
        <li key={here[0]?.id} style={{ left: place, height }}>
          <Tooltip label={<MarkTexts marks={here} />} multiline maw={340}>
            <button type="button" className={css.mark} aria-label={markLabel(here)}>
              {here.length > 1 ? here.length : null}
            </button>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

function MarkTexts({ marks }: { marks: readonly Mark[] }) {
  return marks.slice(-6).map(({ id, at, text }) => (
    <div key={id}>
      {text} <span className={css.when}>{absoluteTime(at)}</span>
    </div>
  ));
}

function markLabel(marks: readonly Mark[]): string {
  const told = marks.map(({ at, text }) => `${text}, ${absoluteTime(at)}`).join('; ');
  return marks.length > 1 ? `${marks.length} changes: ${told}` : told;
}
