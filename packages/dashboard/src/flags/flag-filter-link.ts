import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type Draft, draftOf, draftText } from './flag-filter-draft.ts';

/** After the last key of a burst: the address need not follow each. */
const SETTLE_MS = 250;

/** What is searched, mirrored into `?q=`, so that a link shows the same and going back undoes it. */
export function useLinkedDraft(project: string): [Draft, (draft: Draft) => void] {
  const { q = '' } = useSearch({ from: '/signed-in/projects/$project/flags' });
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => draftOf(q));
  const written = useRef(q);
  useEffect(() => {
    if (q === written.current) return;
    written.current = q;
    setDraft(draftOf(q));
  }, [q]);
  useEffect(() => {
    const text = draftText(draft);
    if (text === written.current) return;
    const timer = setTimeout(() => {
      written.current = text;
      void navigate({
        to: '/projects/$project/flags',
        params: { project },
        search: text === '' ? {} : { q: text },
        replace: true,
        resetScroll: false,
      });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [draft, navigate, project]);
  return [draft, setDraft];
}
