/** An environment as runtimes know it, such as `e12`: safe as a folder's, a container's and a database's name. */
export type HostedId = string & { readonly HostedId: never };

/** The one place where ids are made. */
export function hostedId(id: number): HostedId {
  return `e${id}` as HostedId;
}

/** The code that makes golden data for an environment runs under an id of its own. */
export function templateId(id: number): HostedId {
  return `t${id}` as HostedId;
}

export interface Limits {
  readonly memoryBytes: number;
  /** Of all cores; 1 = one core. */
  readonly cpus: number;
  readonly processes: number;
}

export interface BuildRequest {
  readonly environment: HostedId;
  readonly service: string;
  /** Hash of the code's content: the same content with the same command and variables is built once. */
  readonly content: string;
  /** Writes the code to a folder that does not exist yet. */
  checkOut(into: string, signal: AbortSignal): Promise<void>;
  /** A shell command; null: nothing to build. */
  readonly command: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly limits: Limits;
}

/** What a build has made; kept for others that build the same. */
export interface Artifact {
  readonly key: string;
  /** For people, such as "from cache" or "dependencies from cache". */
  readonly detail: string;
}

/** A command beside a service, with the service's code: migrations, seeds, exec. */
export interface TaskRequest {
  readonly environment: HostedId;
  readonly service: string;
  readonly artifact: string;
  /** A shell command, or an argument vector. */
  readonly command: string | readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly limits: Limits;
}

export interface ServiceRequest {
  readonly name: string;
  readonly artifact: string;
  /** A shell command. */
  readonly command: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Answers 2xx or 3xx to GET when the service is healthy; null: it is as soon as its port answers. */
  readonly health: { readonly path: string; readonly timeoutMs: number } | null;
  /** Names of services that have to be healthy, or only started, first. */
  readonly after: readonly { readonly name: string; readonly isHealthy: boolean }[];
  readonly limits: Limits;
}

export interface StartRequest {
  readonly environment: HostedId;
  /** Of code and configuration: what runs with another is stopped and started anew, what runs with the same is kept. */
  readonly generation: number;
  readonly services: readonly ServiceRequest[];
}

export interface ServiceStatus {
  readonly name: string;
  readonly state: 'starting' | 'running' | 'paused' | 'exited' | 'stopped';
  readonly generation: number | null;
  readonly startedAt: Date | null;
  readonly memoryBytes: number | null;
  /** Of one that ended by itself: "exit 1", "killed by SIGKILL (out of memory)". */
  readonly ended: string | null;
}

export interface Output {
  /** Gets what the command says, as it comes. */
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Where a service answers its neighbours and the gateway. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Runs environments' services. Every method may be repeated, and works on what an earlier process of this node has
 * left running. Refusals and failures are `RuntimeError`s whose message is for people.
 */
export interface Runtime {
  readonly kind: 'process' | 'docker';
  /** What it does not isolate, in sentences. Shown wherever it is chosen. */
  readonly limits: readonly string[];
  /** Free of the caller's bookkeeping: known before the start, the same for as long as the environment lives. */
  addresses(environment: HostedId, services: readonly string[]): Promise<ReadonlyMap<string, Address>>;
  build(request: BuildRequest, output: Output): Promise<Artifact>;
  /** The exit code. */
  run(request: TaskRequest, output: Output): Promise<number>;
  /** Resolves when every service is healthy. Throws `exited` or `unhealthy` with the last lines of its log. */
  start(
    request: StartRequest,
    signal: AbortSignal,
    onStatus?: (service: string, state: ServiceStatus['state']) => void,
  ): Promise<void>;
  status(environment: HostedId): Promise<readonly ServiceStatus[]>;
  /** Everything stays in memory and takes no processor time. */
  pause(environment: HostedId): Promise<void>;
  resume(environment: HostedId): Promise<void>;
  stop(environment: HostedId): Promise<void>;
  /** Processes, ports, folders, accounts, logs. What is already gone is no failure. */
  destroy(environment: HostedId): Promise<void>;
  /** Every environment of this installation and node of which anything is left. */
  list(): Promise<readonly HostedId[]>;
  usage(environment: HostedId): Promise<{ memoryBytes: number; diskBytes: number }>;
  /** The file that a service writes its output to; it may not exist yet. */
  logFile(environment: HostedId, source: string): string;
  /** Names of the logs that exist. */
  logs(environment: HostedId): Promise<readonly string[]>;
  /** Builds and dependencies that no environment has used for so long. */
  prune(unusedMs: number): Promise<void>;
}

export type RuntimeCode = 'build-failed' | 'exited' | 'unhealthy' | 'refused' | 'aborted' | 'unavailable';

export class RuntimeError extends Error {
  readonly code: RuntimeCode;
  readonly remedy: string;

  constructor(code: RuntimeCode, message: string, remedy: string) {
    super(message);
    this.name = 'RuntimeError';
    this.code = code;
    this.remedy = remedy;
  }
}
