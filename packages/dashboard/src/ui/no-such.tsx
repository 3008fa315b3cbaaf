import type { ReactNode } from 'react';
import { Empty } from './empty.tsx';
import { Page } from './page.tsx';

interface NoSuchProps {
  /** `environment`. */
  what: string;
  /** Leads to those that there are. */
  list: ReactNode;
  /** One sentence: what is not there. */
  children: ReactNode;
  /** Makes it. */
  command?: string;
}

/** Instead of the page of something that is not there. */
export function NoSuch({ what, list, children, command }: NoSuchProps) {
  return (
    <Page title={`No such ${what}`} name={`No such ${what}`}>
      <Empty action={list} {...(command ? { command } : {})}>
        {children}
      </Empty>
    </Page>
  );
}
