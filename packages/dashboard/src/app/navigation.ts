import type { Permission } from '@slipway/api';
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
import type { May } from './session.tsx';

export interface Destination {
  to: string;
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** Typed after `g`. */
  letter: string;
  /** Without it, one is not led there. */
  permission: Permission;
}

const HOME = '/projects/$project';

/** Where one can go in a project: the rail, the palette and the keyboard all follow this table. */
const destinations: Destination[] = [
  { to: HOME, label: 'Home', icon: IconHome, letter: 'h', permission: 'object:read' },
  { to: '/projects/$project/flags', label: 'Flags', icon: IconFlag, letter: 'f', permission: 'project:read' },
  {
    to: '/projects/$project/segments',
    label: 'Segments',
    icon: IconUsersGroup,
    letter: 's',
    permission: 'project:read',
  },
  {
    to: '/projects/$project/environments',
    label: 'Environments',
    icon: IconServer,
    letter: 'e',
    permission: 'project:read',
  },
  {
    to: '/projects/$project/explain',
    label: 'Explain',
    icon: IconTarget,
    letter: 'x',
    permission: 'project:read',
  },
  {
    to: '/projects/$project/changes',
    label: 'Changes',
    icon: IconHistory,
    letter: 'c',
    permission: 'project:read',
  },
];

const lowerDestinations: Destination[] = [
  {
    to: '/projects/$project/approvals',
    label: 'Approvals',
    icon: IconChecklist,
    letter: 'a',
    permission: 'project:read',
  },
  {
    to: '/projects/$project/on-call',
    label: 'On call',
    icon: IconBolt,
    letter: 'o',
    permission: 'project:read',
  },
  {
    to: '/projects/$project/settings',
    label: 'Settings',
    icon: IconSettings,
    letter: ',',
    permission: 'member:read',
  },
];

export interface Places {
  upper: readonly Destination[];
  lower: readonly Destination[];
  all: readonly Destination[];
}

/** Where somebody is led, by what they may. */
export function placesFor(may: May): Places {
  const isOpen = ({ permission }: Destination): boolean => may(permission);
  const upper = destinations.filter(isOpen);
  const lower = lowerDestinations.filter(isOpen);
  return { upper, lower, all: [...upper, ...lower] };
}

/** Pages that need something else than the place that they belong to. */
const exceptions: Readonly<Record<string, Permission>> = {
  '/projects/$project/environments/$environment': 'object:read',
};

/** What the page at a route needs. */
export function neededAt(route: string): Permission {
  const path = route.replace(/\/$/, '');
  const place = [...destinations, ...lowerDestinations].find(
    ({ to }) => path === to || (to !== HOME && path.startsWith(`${to}/`)),
  );
  return exceptions[path] ?? place?.permission ?? 'project:read';
}
