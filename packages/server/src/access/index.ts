export { type Access, createAccess } from './access.ts';
export { ensureAdministrator, writeAdminToken } from './bootstrap.ts';
export { grants, may } from './grants.ts';
export { accessRoutes } from './routes.ts';
export { TOKEN_CHANNEL } from './store.ts';
