import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import css from './explain.module.css';
import type { RungSign } from './rung-words.ts';

const icons: Record<RungSign, ComponentType<{ size?: number }>> = {
  yes: IconCheck,
  no: IconX,
  'not-reached': IconMinus,
};

/** ✓, ✗ or –. */
export function RungMark({ sign, words, size }: { sign: RungSign; words: string; size: number }) {
  const Icon = icons[sign];
  return (
    <span className={css.sign} role="img" aria-label={words}>
      <Icon size={size} />
    </span>
  );
}
