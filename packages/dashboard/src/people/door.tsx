import { type ReactNode, useEffect } from 'react';
import favicon from '../../favicon.svg';
import css from './door.module.css';

/** The shape of pages that one sees before being signed in. */
export function Door({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Slipway`;
  }, [title]);
  return (
    <main className={css.door}>
      <div className={css.card}>
        <div className={css.brand}>
          <img src={favicon} alt="" />
          Slipway
        </div>
        <div className={`sw-panel ${css.panel}`}>
          <h1>{title}</h1>
          {lead ? <p className="sw-muted">{lead}</p> : null}
          {children}
        </div>
      </div>
    </main>
  );
}
