import { createProject, getProject, listProjects, updateProject } from '@slipway/api';
import { visibleProjects } from '../access/index.ts';
import { type App, route } from '../platform/http/index.ts';
import type { Projects } from './service.ts';

export function projectsRoutes(app: App, projects: Projects): void {
  route(app, listProjects, ({ query, principal }) => projects.list(query, visibleProjects(principal)));
  route(app, createProject, ({ body, author }) => projects.create(body, author));
  route(app, getProject, ({ params }) => projects.get(params.project));
  route(app, updateProject, ({ params, body, ifMatch, author }) =>
    projects.update(params.project, body, ifMatch, author),
  );
}
