import type { BlueprintFinding, BlueprintSummary } from '@slipway/api';

/** What a Compose file with `x-slipway` says, as far as Slipway honours it. */
export interface BlueprintModel {
  readonly services: readonly BlueprintService[];
  readonly database: BlueprintDatabase | null;
  /** `sha256:` and hex, of the normalised content: comments and order of keys do not count. */
  readonly digest: string;
}

export interface BlueprintService {
  readonly name: string;
  /** Key of the registered service whose code it runs; null: an image only. */
  readonly service: string | null;
  /** As written: `${…}` is still to be put in. Only what the file names is given, and what Slipway injects. */
  readonly variables: Readonly<Record<string, string>>;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Shell commands for the process runtime. */
  readonly build: string | null;
  readonly run: string | null;
  readonly route: { readonly path: string; readonly port: number } | null;
  readonly health: { readonly path: string; readonly timeoutMs: number } | null;
  readonly after: readonly { readonly name: string; readonly isHealthy: boolean }[];
  /** What the file asks for; the installation has its own bounds. */
  readonly limits: { readonly memoryBytes?: number; readonly cpus?: number; readonly processes?: number };
}

export interface BlueprintDatabase {
  /** Name of the service in the file whose code migrates and seeds. */
  readonly service: string;
  /** Which variable carries its URL; every service that names this variable gets it, and the migrating one always. */
  readonly variable: string;
  readonly migrate: string | null;
  /** Profile → shell command; the first is the default. */
  readonly seeds: Readonly<Record<string, string>>;
}

export interface ParsedBlueprint {
  /** Null when something is refused. */
  readonly model: BlueprintModel | null;
  readonly summary: BlueprintSummary | null;
  /** What is refused, by name, with file, line and remedy. */
  readonly findings: readonly BlueprintFinding[];
  /** What is ignored, and said. */
  readonly warnings: readonly BlueprintFinding[];
}
