export { DatabasesError, type EnvironmentDatabases, type Snapshot, type Template } from './databases.ts';
export { createEnvironmentDatabases, type EnvironmentDatabasesDeps } from './environment-databases.ts';
export { type EnvironmentsServer, environmentsServer, type OpenServer } from './environments-server.ts';
