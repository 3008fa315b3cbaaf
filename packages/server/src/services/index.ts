export { findServices, type ServiceFacts } from './facts.ts';
export { missingService } from './missing.ts';
export { fromRepository, repositoryOf, requireFile } from './repositories.ts';
export { servicesRoutes } from './routes.ts';
export { createServices, type Services, type ServicesOptions } from './service.ts';
export { findServiceRow, lockServiceRow, type ServiceRow } from './store.ts';
export { type GivenVariables, type VariableScope, variablesFor } from './variable-values.ts';
