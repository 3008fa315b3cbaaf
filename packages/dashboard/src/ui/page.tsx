import { type ReactNode, useEffect } from 'react';
import css from './page.module.css';

interface PageProps {
  title: ReactNode;
  /** For the window’s title. */
  name: string;
  /** State marks beside the title. */
  state?: ReactNode;
  actions?: ReactNode;
  /** One line below the title. */
  lead?: ReactNode;
  children: ReactNode;
  /** Tables that use the full width. */
  isWide?: boolean;
}

/** The shape of every page: title with its state, actions at the right, content below. */
export function Page({ title, name, state, actions, lead, children, isWide = false }: PageProps) {
  useEffect(() => {
    document.title = `${name} · Slipway`;
  }, [name]);
  return (
    <div className={css.page} data-wide={isWide || undefined}>
      <header className={css.header}>
        <div className={css.title}>
          <h1>{title}</h1>
          {state}
        </div>
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </header>
      {lead ? <p className={css.lead}>{lead}</p> : null}
      {children}
    </div>
  );
}

/** A part of a page with a heading. */
export function Section({
  title,
  actions,
  children,
}: {
  title: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={css.section}>
      <div className={css.sectionHeader}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
