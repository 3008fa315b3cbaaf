import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PersonMenu } from '../app/frame.tsx';
import css from './plain-frame.module.css';

/** Around pages that belong to no project. */
export function PlainFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <nav className={css.top} aria-label="Account">
        <Link to="/" className={css.back}>
          <IconArrowLeft size={16} aria-hidden />
          Back to the project
        </Link>
        <PersonMenu />
      </nav>
      <main>{children}</main>
    </>
  );
}
