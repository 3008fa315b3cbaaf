import { useState } from 'react';
import css from './time-chart.module.css';
import { type TimeChartProps, valueText } from './time-chart.tsx';
import { stepText } from './time-series.ts';

/** The same in words, made only when it is asked for: a month has many steps. */
export function ChartTable({ label, from, stepMs, series, format, detail }: TimeChartProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={css.table} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>As a table</summary>
      {isOpen ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <section className={css.scroll} tabIndex={0} aria-label={`${label}, as a table`}>
          <table className="sw-table">
            <thead>
              <tr>
                <th scope="col">Time</th>
                {series.map(({ name }) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {stepsOf(series).map((step) => (
                <tr key={step}>
                  <td>{stepText(from + stepMs * step, stepMs)}</td>
                  {series.map(({ name, values }, index) => (
                    <td key={name}>
                      {valueText(values[step], format)}
                      {detail ? <span className="sw-muted"> {detail(index, step)}</span> : null}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </details>
  );
}

/** Newest first, without steps of which nothing is known. */
function stepsOf(series: TimeChartProps['series']): number[] {
  const count = series[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, index) => count - 1 - index).filter((step) =>
    series.some(({ values }) => (values[step] ?? 0) !== 0),
  );
}
