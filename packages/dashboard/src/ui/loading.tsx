import { Skeleton } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { ProblemNote } from './problem.tsx';

const PATIENCE_MS = 150;

/** Rows that stand in for what is coming, once it takes longer than one notices. */
export function Skeletons({ rows = 6, height = 20 }: { rows?: number; height?: number }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" style={{ padding: 12, visibility: isShown ? 'visible' : 'hidden' }}>
      <span className="sw-visually-hidden">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all alike.
        <Skeleton key={index} height={height} mb={10} width={`${94 - ((index * 17) % 40)}%`} />
      ))}
    </div>
  );
}

interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  refetch?: () => unknown;
}

/** What a query has brought, its failure, or a skeleton. */
export function Show<T>({
  of: { data, error, refetch },
  rows,
  children,
}: {
  of: Loaded<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (data !== undefined) return children(data);
  if (error) return <ProblemNote error={error} {...(refetch ? { retry: () => void refetch() } : {})} />;
  return <Skeletons {...(rows ? { rows } : {})} />;
}
