import type { BlueprintFinding } from '@slipway/api';
import css from './services.module.css';

/** What is wrong or not honoured, by line, with the remedy. */
export function Findings({ findings }: { findings: readonly BlueprintFinding[] }) {
  return (
    <ul className={css.findings}>
      {findings.map(({ file, line, column, path, message, remedy }) => (
        <li key={`${line}:${column}:${path}:${message}`}>
          <span className="sw-mono">
            {file}:{line}:{column}
          </span>{' '}
          {path === '' ? null : <span className="sw-mono sw-muted">{path} </span>}
          {message} <span>{remedy}</span>
        </li>
      ))}
    </ul>
  );
}
