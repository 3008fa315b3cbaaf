import { ApiError } from '@slipway/api';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { Skeletons } from '../ui/loading.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Broken } from './broken.tsx';
import { NotFound } from './not-found.tsx';
import { basePath } from './place.ts';
import { ProjectDoor } from './project-door.tsx';
import { recall } from './remembered.ts';
import { SessionProvider, useMe } from './session.tsx';
import { claimTab } from './tab.ts';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** Pages that strangers may open. */
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string; problem?: string } => ({
    // Only a path of our own: anything else could lead a person who has just signed in elsewhere.
    ...(typeof search.next === 'string' && /^\/(?![/\\])[^\t\n\r]*$/.test(search.next)
      ? { next: search.next }
      : {}),
    ...(typeof search.problem === 'string' ? { problem: search.problem } : {}),
  }),
  component: lazyRouteComponent(() => import('../people/sign-in-page.tsx'), 'SignInPage'),
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyRouteComponent(() => import('../people/set-up-page.tsx'), 'SetUpPage'),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../people/invitation-page.tsx'), 'InvitationPage'),
});
const passwordReset = createRoute({
  getParentRoute: () => root,
  path: '/password-reset',
  component: lazyRouteComponent(() => import('../people/password-reset-page.tsx'), 'PasswordResetPage'),
});

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

function SignedIn() {
  const { data, error, refetch } = useMe();
  if (data) {
    claimTab(data.body.id);
    return (
      <SessionProvider who={data.body}>
        <Outlet />
      </SessionProvider>
    );
  }
  if (error instanceof ApiError && error.status === 401)
    return <Navigate to="/sign-in" search={{ next: pathHere() }} replace />;
  if (error) return <ProblemNote error={error} retry={() => void refetch()} />;
  return <Skeletons rows={8} />;
}

function pathHere(): string {
  const path = location.pathname.slice(basePath.length) || '/';
  return `${path}${location.search}`;
}

const home = createRoute({ getParentRoute: () => signedIn, path: '/', component: ToProject });

function ToProject() {
  const project = recall('project');
  if (project === null) return <Navigate to="/projects" replace />;
  return <Navigate to="/projects/$project" params={{ project }} replace />;
}

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: '/projects',
  component: lazyRouteComponent(() => import('../projects/projects-page.tsx'), 'ProjectsPage'),
});
const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('../people/account-page.tsx'), 'AccountPage'),
});
const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  component: lazyRouteComponent(() => import('../people/people-page.tsx'), 'PeoplePage'),
});

const project = createRoute({
  getParentRoute: () => signedIn,
  path: '/projects/$project',
  component: ProjectFrame,
});

function ProjectFrame() {
  const { project: key } = project.useParams();
  return <ProjectDoor project={key} key={key} />;
}

/** A page of a project, loaded when it is first opened. */
const pages = [
  createRoute({
    getParentRoute: () => project,
    path: '/',
    component: lazyRouteComponent(() => import('../home/home-page.tsx'), 'HomePage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/flags',
    validateSearch: (search: Record<string, unknown>): { q?: string } =>
      typeof search.q === 'string' ? { q: search.q } : {},
    component: lazyRouteComponent(() => import('../flags/flags-page.tsx'), 'FlagsPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/flags/$flag',
    validateSearch: (search: Record<string, unknown>): { tab?: string; environment?: string } => ({
      ...(typeof search.tab === 'string' ? { tab: search.tab } : {}),
      ...(typeof search.environment === 'string' ? { environment: search.environment } : {}),
    }),
    component: lazyRouteComponent(() => import('../flags/flag-page.tsx'), 'FlagPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/segments',
    component: lazyRouteComponent(() => import('../segments/segments-page.tsx'), 'SegmentsPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/segments/$segment',
    validateSearch: (search: Record<string, unknown>): { environment?: string } =>
      typeof search.environment === 'string' ? { environment: search.environment } : {},
    component: lazyRouteComponent(() => import('../segments/segment-page.tsx'), 'SegmentPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/environments',
    validateSearch: (
      search: Record<string, unknown>,
    ): { q?: string; show?: 'ready' | 'moving' | 'failed' | 'sleeping'; mine?: string } => ({
      // A number in an address is parsed as one.
      ...(typeof search.q === 'string' || typeof search.q === 'number' ? { q: String(search.q) } : {}),
      ...(search.show === 'ready' ||
      search.show === 'moving' ||
      search.show === 'failed' ||
      search.show === 'sleeping'
        ? { show: search.show }
        : {}),
      ...(search.mine === 'yes' ? { mine: 'yes' } : {}),
    }),
    component: lazyRouteComponent(() => import('../environments/environments-page.tsx'), 'EnvironmentsPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/create-environment',
    validateSearch: (search: Record<string, unknown>): { blueprint?: string; branch?: string } => ({
      ...(typeof search.blueprint === 'string' ? { blueprint: search.blueprint } : {}),
      ...(typeof search.branch === 'string' ? { branch: search.branch } : {}),
    }),
    component: lazyRouteComponent(() => import('../hosting/create-page.tsx'), 'CreatePage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/environments/$environment',
    validateSearch: (search: Record<string, unknown>): { tab?: string; source?: string } => ({
      ...(typeof search.tab === 'string' ? { tab: search.tab } : {}),
      ...(typeof search.source === 'string' ? { source: search.source } : {}),
    }),
    component: lazyRouteComponent(() => import('../environments/environment-page.tsx'), 'EnvironmentPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/explain',
    validateSearch: (
      search: Record<string, unknown>,
    ): { flag?: string; environment?: string; at?: string } => ({
      ...(typeof search.flag === 'string' ? { flag: search.flag } : {}),
      ...(typeof search.environment === 'string' ? { environment: search.environment } : {}),
      ...(typeof search.at === 'string' ? { at: search.at } : {}),
    }),
    component: lazyRouteComponent(() => import('../explain/explain-page.tsx'), 'ExplainPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/changes',
    validateSearch: (search: Record<string, unknown>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
      ),
    component: lazyRouteComponent(() => import('../changes/changes-page.tsx'), 'ChangesPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/approvals',
    validateSearch: (search: Record<string, unknown>): { show?: string } =>
      typeof search.show === 'string' ? { show: search.show } : {},
    component: lazyRouteComponent(() => import('../proposals/approvals-page.tsx'), 'ApprovalsPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/approvals/$proposal',
    component: lazyRouteComponent(() => import('../proposals/proposal-page.tsx'), 'ProposalPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/on-call',
    validateSearch: (search: Record<string, unknown>): { hours?: string } =>
      // A number in an address is parsed as one.
      ['6', '24'].includes(String(search.hours)) ? { hours: String(search.hours) } : {},
    component: lazyRouteComponent(() => import('../changes/on-call-page.tsx'), 'OnCallPage'),
  }),
  createRoute({
    getParentRoute: () => project,
    path: '/settings',
    validateSearch: (search: Record<string, unknown>): { tab?: string } =>
      typeof search.tab === 'string' ? { tab: search.tab } : {},
    component: lazyRouteComponent(() => import('../access/settings-page.tsx'), 'SettingsPage'),
  }),
];

const tree = root.addChildren([
  signIn,
  setUp,
  invitation,
  passwordReset,
  signedIn.addChildren([home, projects, account, people, project.addChildren(pages)]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: basePath || '/',
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: () => <Skeletons rows={8} />,
  defaultErrorComponent: ({ error }) => <Broken error={error} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
