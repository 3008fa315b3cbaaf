import type { ReactNode } from 'react';
import css from './home.module.css';

interface ColumnProps {
  title: string;
  /** Beside the title. */
  more?: ReactNode;
  children: ReactNode;
}

/** One of the questions that the page answers. */
export function Column({ title, more, children }: ColumnProps) {
  return (
    <section className={css.column} aria-label={title}>
      <div className={css.columnHead}>
        <h2>{title}</h2>
        {more}
      </div>
      <div className="sw-panel">{children}</div>
    </section>
  );
}

/** Where there is nothing to say. */
export function Quiet({ children }: { children: ReactNode }) {
  return <p className={css.quiet}>{children}</p>;
}
