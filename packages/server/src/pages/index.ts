export { dashboardFolder } from './build.ts';
export { createPages } from './pages.ts';
export { pagesRoutes } from './routes.ts';
