import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import css from './flag-list.module.css';

const TOLD_MS = 1_500;

/** As `Copy`, light enough for every row of a long list. */
export function CopyKey({ value, isActive }: { value: string; isActive: boolean }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), TOLD_MS);
  };
  return (
    <button
      type="button"
      className={css.copy}
      data-copied={isCopied || undefined}
      data-tip={isCopied ? 'Copied' : 'Copy key'}
      aria-label={isCopied ? 'Copied' : `Copy key ${value}`}
      tabIndex={isActive ? 0 : -1}
      onClick={() => void copy()}
    >
      {isCopied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
    </button>
  );
}
