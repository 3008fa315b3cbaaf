export { createProcessRuntime, type ProcessRuntimeOptions } from './process/process-runtime.ts';
export {
  type Address,
  type Artifact,
  type BuildRequest,
  type HostedId,
  hostedId,
  type Limits,
  type Output,
  type Runtime,
  RuntimeError,
  type ServiceRequest,
  type ServiceStatus,
  type StartRequest,
  type TaskRequest,
  templateId,
} from './runtime.ts';
