import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import css from './endless-end.module.css';

interface EndlessEndProps {
  more: (() => void) | null;
  isMoreComing: boolean;
  /** What comes, for those who press a button. */
  older?: string;
}

/** The end of a list that grows before one reaches it. */
export function EndlessEnd({ more, isMoreComing, older = 'Older changes' }: EndlessEndProps) {
  const end = useRef<HTMLDivElement>(null);
  const isReady = more !== null && !isMoreComing;
  useEffect(() => {
    const place = end.current;
    if (!place || !isReady) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more?.(), {
      rootMargin: '600px',
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, [isReady, more]);
  return (
    <div ref={end} className={css.end}>
      {more ? (
        <Button variant="subtle" color="gray" loading={isMoreComing} onClick={more}>
          {older}
        </Button>
      ) : (
        <span className="sw-muted">That is all.</span>
      )}
    </div>
  );
}
