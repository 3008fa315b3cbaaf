import { type RefObject, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ListHandle } from './flag-list.tsx';

const phone = window.matchMedia('(max-width: 720px)');

export function useIsPhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      phone.addEventListener('change', listener);
      return () => phone.removeEventListener('change', listener);
    },
    () => phone.matches,
  );
}

/** The width of an element, known before it is first painted. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    setWidth(element.current.clientWidth);
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}

interface ShortcutDeps {
  handle: RefObject<ListHandle | null>;
  create: () => void;
}

function isTaken({ target, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || metaKey || altKey) return true;
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null
  );
}

/** Keys that work wherever one is on the page. On `window`: sequences such as `g c` are heard before, on the document. */
export function useListShortcuts({ handle, create }: ShortcutDeps): void {
  const deps = useRef(create);
  deps.current = create;
  useEffect(() => {
    const keys: Record<string, () => void> = {
      c: () => deps.current(),
      s: () => handle.current?.flip(),
      j: () => handle.current?.move(1),
      k: () => handle.current?.move(-1),
    };
    const onKey = (event: KeyboardEvent): void => {
      const act = keys[event.key];
      if (!act || isTaken(event) || document.querySelector('[role="dialog"], [role="menu"]')) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [handle]);
}
