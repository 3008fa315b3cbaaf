import {
  IconAlertTriangle,
  IconCheck,
  IconCircle,
  IconCircleFilled,
  IconCircleHalf2,
  IconClock,
  IconHandStop,
  IconMoon,
  IconProgress,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import css from './state-mark.module.css';

/** Every state that something can be in: its shape and colour are the same everywhere. */
const looks = {
  on: { icon: IconCircleFilled, tone: 'on' },
  off: { icon: IconCircle, tone: 'off' },
  nobody: { icon: IconCircle, tone: 'off' },
  'rolling-out': { icon: IconCircleHalf2, tone: 'moving' },
  killed: { icon: IconHandStop, tone: 'killed' },
  waiting: { icon: IconClock, tone: 'waiting' },
  applied: { icon: IconCheck, tone: 'on' },
  rejected: { icon: IconX, tone: 'killed' },
  ended: { icon: IconX, tone: 'off' },
  stale: { icon: IconMoon, tone: 'waiting' },
  building: { icon: IconProgress, tone: 'moving' },
  sleeping: { icon: IconMoon, tone: 'off' },
  failed: { icon: IconX, tone: 'killed' },
  leaving: { icon: IconTrash, tone: 'off' },
  warning: { icon: IconAlertTriangle, tone: 'waiting' },
} as const satisfies Record<string, { icon: ComponentType<{ size?: number }>; tone: string }>;

export type StateLook = keyof typeof looks;

/** A state in words, shape and colour: never colour alone. */
export function StateMark({ look, children, quiet }: { look: StateLook; children: string; quiet?: boolean }) {
  const { icon: Icon, tone } = looks[look];
  return (
    <span className={css.mark} data-tone={tone} data-quiet={quiet || undefined}>
      <Icon size={12} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
