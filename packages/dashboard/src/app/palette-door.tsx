import { lazy, Suspense, useEffect, useState } from 'react';
import { createSignal } from '../ui/signal.ts';
import css from './palette-door.module.css';

const load = () => import('./palette.tsx').then((module) => ({ default: module.Palette }));
const Palette = lazy(load);
const { subscribe, tell } = createSignal();

export const openPalette: () => void = tell;

/** The palette is loaded when somebody asks for it first, by ⌘K or the field in the top bar. */
export function PaletteDoor({ project }: { project: string }) {
  const [asked, setAsked] = useState(0);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const open = (): void => {
      setTyped('');
      setAsked((times) => times + 1);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      open();
    };
    const unsubscribe = subscribe(open);
    document.addEventListener('keydown', onKey);
    return () => {
      unsubscribe();
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  if (asked === 0) return null;
  return (
    <Suspense fallback={<Waiting typed={typed} setTyped={setTyped} />}>
      <Palette project={project} asked={asked} typed={typed} />
    </Suspense>
  );
}

/** Takes what is typed until the palette is there: on the page the same keys would be commands. */
function Waiting({ typed, setTyped }: { typed: string; setTyped: (text: string) => void }) {
  return (
    <div className={css.waiting}>
      <input
        ref={(field) => field?.focus()}
        className={css.field}
        aria-label="Search and commands"
        placeholder="Find a flag, an environment or a page …"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </div>
  );
}
