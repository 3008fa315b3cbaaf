export { createOperations, type Operations } from './operations.ts';
export { healthRoutes, operationsRoutes } from './routes.ts';
