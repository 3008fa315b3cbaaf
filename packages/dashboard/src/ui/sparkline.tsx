import { area, curveStepAfter } from 'd3-shape';
import { useMemo } from 'react';
import css from './sparkline.module.css';
import { highest, type Layer, type Series, stacked } from './time-series.ts';

/** The box that paths are drawn in; the stylesheet stretches it. */
const WIDTH = 100;
const HEIGHT = 40;

/** Counts over time as a small picture; `label` says in words what it shows. */
export function Sparkline({ series, label }: { series: readonly Series[]; label: string }) {
  const layers = useMemo(() => stacked(series), [series]);
  const top = Math.max(1, highest(series, true));
  return (
    <svg
      className={css.sparkline}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} className={css.ground} />
      {layers.map((layer) => (
        <path key={layer.name} d={pathOf(layer, top)} fill={layer.colour} />
      ))}
    </svg>
  );
}

function pathOf({ edges }: Layer, top: number): string {
  const last = edges.at(-1);
  const y = (value: number): number => HEIGHT - (value / top) * HEIGHT;
  const shape = area<readonly [number, number]>()
    .x((_, index) => (index / edges.length) * WIDTH)
    .y0(([from]) => y(from))
    .y1(([, to]) => y(to))
    .curve(curveStepAfter);
  return shape(last ? [...edges, last] : []) ?? '';
}
