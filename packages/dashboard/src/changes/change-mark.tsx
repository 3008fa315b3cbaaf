import type { Change } from '@slipway/api';
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowUpRight,
  IconChecklist,
  IconCircle,
  IconCircleFilled,
  IconClock,
  IconEye,
  IconHandStop,
  IconHeartbeat,
  IconKey,
  IconPencil,
  IconPlus,
  IconServer,
  IconShieldLock,
  IconTrash,
  IconUser,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import css from './change-mark.module.css';
import { markOf } from './mark-of.ts';

const icons = {
  kill: IconHandStop,
  restore: IconHeartbeat,
  on: IconCircleFilled,
  off: IconCircle,
  edit: IconPencil,
  create: IconPlus,
  remove: IconTrash,
  archive: IconArchive,
  promote: IconArrowUpRight,
  date: IconClock,
  back: IconArrowBackUp,
  protect: IconShieldLock,
  environment: IconServer,
  person: IconUser,
  token: IconKey,
  proposal: IconChecklist,
  refuse: IconX,
  review: IconEye,
} as const satisfies Record<ReturnType<typeof markOf>['shape'], ComponentType<{ size?: number }>>;

/** What kind of change it is, for the eye that runs down the list; the sentence says it in words. */
export function ChangeMark({ change, size = 14 }: { change: Change; size?: number }) {
  const { shape, tone } = markOf(change);
  const Icon = icons[shape];
  return (
    <span className={css.mark} data-tone={tone} aria-hidden>
      <Icon size={size} />
    </span>
  );
}
