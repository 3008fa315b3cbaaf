import type { RevisionSet, RunDraft, RunState, RunStep } from '@slipway/api';
import type { ColumnType } from 'kysely';
import type { Defaulted, Id, Json } from './columns.ts';

export interface HostingTables {
  services: ServiceTable;
  blueprints: BlueprintTable;
  variables: VariableTable;
  nodes: NodeTable;
  hosted_environments: HostedEnvironmentTable;
  environment_steps: EnvironmentStepTable;
  share_links: ShareLinkTable;
}

type Kind = 'permanent' | 'shared' | 'on-demand' | 'demo' | 'load-test';
type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>;

interface ServiceTable {
  id: Id;
  project_id: number;
  key: string;
  name: string;
  repository: string;
  folder: string;
  default_branch: string;
  credential_kind: Defaulted<'none' | 'token' | 'ssh-key'>;
  credential: Buffer | null;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
}

interface BlueprintTable {
  id: Id;
  project_id: number;
  key: string;
  name: string;
  service_id: number | null;
  path: string;
  content: string | null;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
}

interface VariableTable {
  id: Id;
  project_id: number;
  service_id: number | null;
  kind: Kind | null;
  environment_id: number | null;
  name: string;
  value: string | null;
  secret: Buffer | null;
  given_to: 'build' | 'run' | 'both';
  updated_at: Defaulted<Date>;
}

interface NodeTable {
  id: string;
  gateway_address: string | null;
  api_address: string | null;
  holder: string | null;
  claimed_until: Date | null;
  heartbeat_at: Defaulted<Date>;
  created_at: Defaulted<Date>;
}

/** What is to be done to a database in the next pass. */
export type DataAction =
  | { kind: 'reset'; seed: string | null }
  | { kind: 'restore'; snapshot: string }
  | { kind: 'clone'; from: number }
  | { kind: 'snapshot'; name: string };

interface HostedEnvironmentTable {
  id: Id;
  project_id: number;
  environment_id: number | null;
  key: string;
  slug: string;
  kind: Kind;
  blueprint_id: number;
  runtime: 'process' | 'docker';
  node_id: string;
  asked: Json<RunDraft>;
  revisions: Json<RevisionSet>;
  /** `BlueprintModel`, which the blueprints slice knows. */
  model: ColumnType<unknown, string, string>;
  seed: string | null;
  wanted: Defaulted<'ready' | 'paused' | 'stopped' | 'destroyed'>;
  state: Defaulted<RunState>;
  state_since: Defaulted<Date>;
  sleep: 'paused' | 'stopped' | null;
  generation: Defaulted<number>;
  token_generation: Defaulted<number>;
  data_action: JsonOrNull<DataAction>;
  migrated_generation: number | null;
  attempts: Defaulted<number>;
  next_attempt_at: Date | null;
  failure: JsonOrNull<{ step: string; message: string; remedy: string; at: string }>;
  asked_at: Defaulted<Date>;
  ready_ms: number | null;
  expires_at: Date | null;
  is_kept: Defaulted<boolean>;
  viewers: Defaulted<number>;
  last_viewed_at: Date | null;
  access: Defaulted<'members' | 'public'>;
  allowed_addresses: Defaulted<string[]>;
  created_by: string;
  created_at: Defaulted<Date>;
  ended_at: Date | null;
}

interface EnvironmentStepTable {
  id: Id;
  hosted_id: number;
  generation: number;
  name: RunStep['name'];
  service: string | null;
  state: RunStep['state'];
  started_at: Defaulted<Date>;
  ended_at: Date | null;
  detail: string | null;
  log: string;
}

interface ShareLinkTable {
  id: Id;
  hosted_id: number;
  nonce: Buffer;
  label: Defaulted<string>;
  password_hash: string | null;
  created_by: string;
  created_at: Defaulted<Date>;
  expires_at: Date;
  revoked_at: Date | null;
  last_used_at: Date | null;
  uses: Defaulted<number>;
}
