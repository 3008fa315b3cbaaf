export { DatabasesError, type EnvironmentDatabases, type Snapshot, type Template } from './databases.ts';
