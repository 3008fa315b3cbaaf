import { lazy, Suspense, useEffect, useState } from 'react';

const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));
const openers = new Set<() => void>();

export function openPalette(): void {
  for (const open of openers) open();
}

/** The palette is loaded when somebody asks for it first, by ⌘K or the field in the top bar. */
export function PaletteDoor({ project }: { project: string }) {
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const open = (): void => setAsked((times) => times + 1);
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      open();
    };
    openers.add(open);
    document.addEventListener('keydown', onKey);
    return () => {
      openers.delete(open);
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  if (asked === 0) return null;
  return (
    <Suspense fallback={null}>
      <Palette project={project} asked={asked} />
    </Suspense>
  );
}
