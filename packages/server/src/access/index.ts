export { type Access, type AccessOptions, createAccess } from './access.ts';
export { ensureAdministrator, writeAdminToken } from './bootstrap.ts';
export { authorise, grants, may } from './grants.ts';
export { accessRoutes } from './routes.ts';
export { TOKEN_CHANNEL } from './store.ts';
