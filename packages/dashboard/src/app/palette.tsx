import { createSpotlight, Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { listEnvironments, listFlags, listSegments } from '@slipway/api';
import {
  IconFlag,
  IconMoon,
  IconPlus,
  IconSearch,
  IconServer,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useAll, useRead } from './api.ts';
import { placesFor } from './navigation.ts';
import { useMay } from './session.tsx';

const MOST_FLAGS = 8;

const [store, palette] = createSpotlight();

interface PaletteProps {
  project: string;
  /** Grows each time that it is asked for. */
  asked: number;
  /** What was typed before it was there. */
  typed: string;
}

/** ⌘K: go anywhere, find any flag, do what needs no page. */
export function Palette({ project, asked: times, typed }: PaletteProps) {
  const navigate = useNavigate();
  const may = useMay(project);
  const seesAll = may('project:read');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [text, setText] = useState(typed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that it is asked for it opens.
  useEffect(() => palette.open(), [times]);
  const [asked] = useDebouncedValue(text.trim(), 120);
  const flags = useRead(
    listFlags,
    { params: { project }, query: { q: asked, limit: MOST_FLAGS } },
    // What is selected stays so until something better is found.
    { enabled: seesAll && asked !== '', keepsPrevious: true },
  );
  const segments = useAll(listSegments, { params: { project } }, { enabled: seesAll && asked !== '' });
  const environments = useAll(listEnvironments, { params: { project } }, { enabled: asked !== '' });
  const go = (to: string, params: object = {}) =>
    void navigate({ to, params: { project, ...params } as never });

  const places: SpotlightActionData[] = placesFor(may).all.map(({ to, label, icon: Icon, letter }) => ({
    id: to,
    label: `Go to ${label}`,
    description: `g ${letter}`,
    leftSection: <Icon size={18} stroke={1.6} />,
    onClick: () => go(to),
  }));
  const found: SpotlightActionData[] = (flags.data?.body.items ?? []).map(({ key, name }) => ({
    id: `flag:${key}`,
    label: key,
    description: name === key ? 'Flag' : `Flag · ${name}`,
    keywords: [asked],
    leftSection: <IconFlag size={18} stroke={1.6} />,
    onClick: () => go('/projects/$project/flags/$flag', { flag: key }),
  }));
  const groups: SpotlightActionData[] = (segments.data ?? []).map(({ key, name }) => ({
    id: `segment:${key}`,
    label: key,
    description: `Segment · ${name}`,
    leftSection: <IconUsersGroup size={18} stroke={1.6} />,
    onClick: () => go('/projects/$project/segments/$segment', { segment: key }),
  }));
  const running: SpotlightActionData[] = (environments.data ?? []).map(({ key, name }) => ({
    id: `environment:${key}`,
    label: key,
    description: name === key ? 'Environment' : `Environment · ${name}`,
    leftSection: <IconServer size={18} stroke={1.6} />,
    onClick: () => go('/projects/$project/environments/$environment', { environment: key }),
  }));
  const commands: SpotlightActionData[] = [
    ...(may('environment:write')
      ? [
          {
            id: 'create-environment',
            label: 'Create environment',
            description: 'c e',
            leftSection: <IconPlus size={18} stroke={1.6} />,
            onClick: () => go('/projects/$project/create-environment'),
          },
        ]
      : []),
    {
      id: 'account',
      label: 'Account',
      leftSection: <IconUser size={18} stroke={1.6} />,
      onClick: () => go('/account'),
    },
    {
      id: 'scheme',
      label: colorScheme === 'dark' ? 'Light colours' : 'Dark colours',
      leftSection: <IconMoon size={18} stroke={1.6} />,
      onClick: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
    },
  ];
  const actions = [...found, ...running, ...groups, ...places, ...commands];
  useEffect(selectFirst);
  return (
    <Spotlight
      store={store}
      query={text}
      onQueryChange={setText}
      actions={actions}
      shortcut={null}
      limit={12}
      nothingFound="Nothing has that name."
      highlightQuery
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Find a flag, an environment or a page …',
        'aria-label': 'Search and commands',
      }}
    />
  );
}

/** What is found comes later than what was typed: then nothing would be selected, and Enter would do nothing. */
function selectFirst(): void {
  const list = document.getElementById(store.getState().listId);
  if (!list || list.querySelector('[data-selected]')) return;
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}
