import { ActionIcon, Avatar, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { listProjects, listProposals } from '@slipway/api';
import {
  IconChevronDown,
  IconDots,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLogout,
  IconSearch,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import { Link, Outlet, useMatches, useNavigate } from '@tanstack/react-router';
import { useAll } from './api.ts';
import css from './frame.module.css';
import { leave } from './leave.ts';
import { useLive, useLiveState } from './live.ts';
import { type Destination, neededAt, placesFor } from './navigation.ts';
import { NotInvited } from './not-invited.tsx';
import { openPalette, PaletteDoor } from './palette-door.tsx';
import { remember, useRemembered } from './remembered.ts';
import { useMay, useWho } from './session.tsx';
import { Shortcuts } from './shortcuts.tsx';

/** Around every page of a project: rail, top bar, what follows the stream. */
export function Frame({ project }: { project: string }) {
  const may = useMay(project);
  // Those who see only what they are invited to may not follow the rest.
  const seesAll = may('project:read');
  useLive(project, seesAll);
  const places = placesFor(may);
  const [rail, setRail] = useRemembered('rail', 'open');
  return (
    <div className={css.frame} data-rail={rail}>
      <a className={css.skip} href="#content">
        Skip to content
      </a>
      <nav className={css.rail} aria-label="Project">
        <ProjectSwitcher project={project} />
        <Places places={places.upper} project={project} />
        <div className={css.spring} />
        <Places places={places.lower} project={project} />
        <Tooltip label={rail === 'open' ? 'Collapse' : 'Expand'} position="right">
          <ActionIcon
            className={css.collapse ?? ''}
            variant="subtle"
            color="gray"
            aria-label={rail === 'open' ? 'Collapse navigation' : 'Expand navigation'}
            onClick={() => setRail(rail === 'open' ? 'closed' : 'open')}
          >
            {rail === 'open' ? (
              <IconLayoutSidebarLeftCollapse size={18} />
            ) : (
              <IconLayoutSidebarLeftExpand size={18} />
            )}
          </ActionIcon>
        </Tooltip>
      </nav>
      <div className={css.main}>
        <TopBar isLive={seesAll} />
        <main id="content" className={css.content} tabIndex={-1}>
          <Content project={project} />
        </main>
      </div>
      <BottomBar places={places.all} project={project} />
      <PaletteDoor project={project} />
      <Shortcuts project={project} />
    </div>
  );
}

/** What somebody may not see is told in words, before anything is asked of the server. */
function Content({ project }: { project: string }) {
  const may = useMay(project);
  const route = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '' });
  return may(neededAt(route)) ? <Outlet /> : <NotInvited project={project} />;
}

function Places({ places, project }: { places: readonly Destination[]; project: string }) {
  return (
    <ul className={css.places}>
      {places.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link
            to={to}
            params={{ project }}
            className={css.place ?? ''}
            activeOptions={{ exact: to === '/projects/$project' }}
            activeProps={{ 'data-active': true, 'aria-current': 'page' }}
            title={label}
          >
            <Icon size={18} stroke={1.6} />
            <span className={css.placeLabel}>{label}</span>
            {label === 'Approvals' ? <OpenProposals project={project} /> : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function OpenProposals({ project }: { project: string }) {
  const isRead = useMay(project)('project:read');
  const input = { params: { project }, query: { state: 'open' as const } };
  const { data = [] } = useAll(listProposals, input, { enabled: isRead });
  if (data.length === 0) return null;
  return (
    <span className={css.count}>
      {data.length}
      <span className="sw-visually-hidden"> open</span>
    </span>
  );
}

function ProjectSwitcher({ project }: { project: string }) {
  const { data = [] } = useAll(listProjects, {});
  const navigate = useNavigate();
  const name = data.find(({ key }) => key === project)?.name ?? project;
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <UnstyledButton className={css.switcher} title={name}>
          <span className={css.logo} aria-hidden>
            {name.slice(0, 1).toUpperCase()}
          </span>
          <span className={`${css.placeLabel} ${css.switcherName}`}>{name}</span>
          <span className="sw-visually-hidden">Change project</span>
          <IconChevronDown size={14} className={css.placeLabel} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {data.map(({ key, name: label }) => (
          <Menu.Item
            key={key}
            onClick={() => {
              remember('project', key);
              void navigate({ to: '/projects/$project', params: { project: key } });
            }}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/projects">
          All projects
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function TopBar({ isLive }: { isLive: boolean }) {
  return (
    <section className={css.top} aria-label="Search and account">
      <UnstyledButton className={css.search} onClick={openPalette}>
        <IconSearch size={15} />
        <span>Search</span>
        <kbd>⌘K</kbd>
      </UnstyledButton>
      <div className={css.spring} />
      {isLive ? <LiveMark /> : null}
      <PersonMenu />
    </section>
  );
}

const liveWords = { connecting: 'connecting', live: 'live', reconnecting: 'reconnecting' } as const;

function LiveMark() {
  const state = useLiveState();
  return (
    <span className={css.live} data-state={state} role="status">
      <span aria-hidden className={css.dot} />
      {liveWords[state]}
    </span>
  );
}

export function PersonMenu() {
  const who = useWho();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={css.person}>
          <Avatar size={28} radius="xl" color="initials" name={who.name} alt="" aria-hidden />
          <span className="sw-visually-hidden">Account of {who.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{who.email ?? who.name}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} />}>
          Account
        </Menu.Item>
        {who.isOwner ? (
          <Menu.Item component={Link} to="/people" leftSection={<IconUsers size={16} />}>
            Everybody who can sign in
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const thumb = ['Home', 'Flags', 'Environments', 'On call'];

/** On a phone the rail becomes a bar within reach of the thumb. */
function BottomBar({ places, project }: { places: readonly Destination[]; project: string }) {
  const more = places.filter(({ label }) => !thumb.includes(label));
  return (
    <nav className={css.bottom} aria-label="Project, short">
      {places
        .filter(({ label }) => thumb.includes(label))
        .map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            params={{ project }}
            activeOptions={{ exact: to === '/projects/$project' }}
            activeProps={{ 'data-active': true, 'aria-current': 'page' }}
          >
            <Icon size={20} stroke={1.6} />
            {label}
          </Link>
        ))}
      {more.length === 0 ? null : (
        <Menu position="top-end" width={200}>
          <Menu.Target>
            <UnstyledButton aria-label="More pages">
              <IconDots size={20} stroke={1.6} />
              More
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map(({ to, label, icon: Icon }) => (
              <Menu.Item
                key={to}
                component={Link}
                to={to}
                params={{ project } as never}
                leftSection={<Icon size={16} />}
              >
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
}
