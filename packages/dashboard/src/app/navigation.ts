import {
  IconBolt,
  IconChecklist,
  IconFlag,
  IconHistory,
  IconHome,
  IconServer,
  IconSettings,
  IconTarget,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface Destination {
  to: string;
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** Typed after `g`. */
  letter: string;
}

/** Where one can go in a project: the rail, the palette and the keyboard all follow this table. */
export const destinations: Destination[] = [
  { to: '/projects/$project', label: 'Home', icon: IconHome, letter: 'h' },
  { to: '/projects/$project/flags', label: 'Flags', icon: IconFlag, letter: 'f' },
  { to: '/projects/$project/segments', label: 'Segments', icon: IconUsersGroup, letter: 's' },
  { to: '/projects/$project/environments', label: 'Environments', icon: IconServer, letter: 'e' },
  { to: '/projects/$project/explain', label: 'Explain', icon: IconTarget, letter: 'x' },
  { to: '/projects/$project/changes', label: 'Changes', icon: IconHistory, letter: 'c' },
];

export const lowerDestinations: Destination[] = [
  { to: '/projects/$project/approvals', label: 'Approvals', icon: IconChecklist, letter: 'a' },
  { to: '/projects/$project/on-call', label: 'On call', icon: IconBolt, letter: 'o' },
  { to: '/projects/$project/settings', label: 'Settings', icon: IconSettings, letter: ',' },
];
