export { createOperations, type Operations, type OperationsOptions } from './operations.ts';
export { healthRoutes, operationsRoutes } from './routes.ts';
