import { Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { placesFor } from './navigation.ts';
import { openPalette } from './palette-door.tsx';
import { useMay } from './session.tsx';

const SEQUENCE_MS = 1_000;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** `g f` goes to flags and so on, `c e` creates an environment, `/` to the page’s search field, `?` shows them all. */
export function Shortcuts({ project }: { project: string }) {
  const navigate = useNavigate();
  const may = useMay(project);
  const places = useMemo(() => placesFor(may).all, [may]);
  const mayCreate = may('environment:write');
  const [isHelpShown, showHelp] = useState(false);
  useEffect(() => {
    let goingSince = Number.NEGATIVE_INFINITY;
    let creatingSince = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = places.find(({ letter }) => letter === event.key);
      if (event.timeStamp - goingSince < SEQUENCE_MS && place) {
        goingSince = Number.NEGATIVE_INFINITY;
        event.preventDefault();
        void navigate({ to: place.to, params: { project } });
      } else if (event.key === 'e' && event.timeStamp - creatingSince < SEQUENCE_MS && mayCreate) {
        creatingSince = Number.NEGATIVE_INFINITY;
        event.preventDefault();
        void navigate({ to: '/projects/$project/create-environment', params: { project } });
      } else if (event.key === 'g') goingSince = event.timeStamp;
      else if (event.key === 'c') creatingSince = event.timeStamp;
      else if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>('[data-page-search]');
        event.preventDefault();
        if (field) field.focus();
        else openPalette();
      } else if (event.key === '?') showHelp(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, project, places, mayCreate]);
  return (
    <Modal opened={isHelpShown} onClose={() => showHelp(false)} title="Keyboard">
      <table className="sw-table">
        <tbody>
          {[
            ['⌘ K', 'Search and commands'],
            ['/', 'Search on this page'],
            ...places.map(({ letter, label }) => [`g ${letter}`, label]),
            ...(mayCreate ? [['c e', 'Create environment']] : []),
            ['?', 'This help'],
          ].map(([keys, label]) => (
            <tr key={keys}>
              <td>
                <kbd className="sw-mono">{keys}</kbd>
              </td>
              <td>{label}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
