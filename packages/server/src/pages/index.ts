export { dashboardFolder } from './build.ts';
export { createPages } from './pages.ts';
export { environmentFrames } from './policy.ts';
export { pagesRoutes } from './routes.ts';
