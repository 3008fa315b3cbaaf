import { type ReactNode, useEffect, useRef, useState } from 'react';
import css from './flag-list-tip.module.css';

const PATIENCE_MS = 250;

interface Shown {
  text: string;
  left: number;
  top: number;
}

/** One tip for everything below that has `data-tip`, on hover and focus: rows come and go too fast for one each. */
export function Tips({ children }: { children: ReactNode }) {
  const area = useRef<HTMLDivElement>(null);
  const [shown, show] = useState<Shown | null>(null);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = (): void => {
      clearTimeout(timer);
      show(null);
    };
    const onOver = (event: Event): void => {
      hide();
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
      if (target) timer = setTimeout(() => show(tipOf(target)), PATIENCE_MS);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide();
    };
    element.addEventListener('pointerover', onOver);
    element.addEventListener('focusin', onOver);
    element.addEventListener('pointerleave', hide);
    element.addEventListener('focusout', hide);
    element.addEventListener('pointerdown', hide);
    element.addEventListener('keydown', onKey);
    window.addEventListener('scroll', hide, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('pointerover', onOver);
      element.removeEventListener('focusin', onOver);
      element.removeEventListener('pointerleave', hide);
      element.removeEventListener('focusout', hide);
      element.removeEventListener('pointerdown', hide);
      element.removeEventListener('keydown', onKey);
      window.removeEventListener('scroll', hide);
    };
  }, []);
  return (
    <div ref={area}>
      {children}
      {shown ? (
        <div role="tooltip" className={css.tip} style={{ left: shown.left, top: shown.top }}>
          {shown.text}
        </div>
      ) : null}
    </div>
  );
}

const WIDTH = 280;
const HEIGHT = 60;

function tipOf(target: HTMLElement): Shown | null {
  if (!target.isConnected) return null;
  const { left, bottom, top } = target.getBoundingClientRect();
  const isRoomBelow = bottom + HEIGHT < window.innerHeight;
  return {
    text: target.dataset.tip ?? '',
    left: Math.max(8, Math.min(left, window.innerWidth - WIDTH - 8)),
    top: isRoomBelow ? bottom + 6 : Math.max(8, top - HEIGHT),
  };
}
