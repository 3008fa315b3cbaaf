import type { Grant, Role } from '@slipway/api';
import type { Flag, FlagConfig, Segment, Variants } from '@slipway/engine';
import type { ColumnType, Generated } from 'kysely';

/** Every table of `migrations/`, as Kysely sees it. Instants are `Date`; bigint arrives as number. */
export interface Schema {
  instance: InstanceTable;
  projects: ProjectTable;
  environments: EnvironmentTable;
  flags: FlagTable;
  flag_overrides: FlagOverrideTable;
  segments: SegmentTable;
  segment_overrides: SegmentOverrideTable;
  ruleset_entries: RulesetEntryTable;
  tokens: TokenTable;
  changes: ChangeTable;
  change_contents: ChangeContentTable;
  change_heads: ChangeHeadTable;
  telemetry_batches: TelemetryBatchTable;
  sdk_instances: SdkInstanceTable;
  evaluation_counts: EvaluationCountTable;
  evaluation_hours: EvaluationHourTable;
  environment_activity: EnvironmentActivityTable;
  context_attributes: ContextAttributeTable;
  observed_outcomes: ObservedOutcomeTable;
  observed_latencies: ObservedLatencyTable;
  people: PersonTable;
  identities: IdentityTable;
  sessions: SessionTable;
  password_resets: PasswordResetTable;
  members: MemberTable;
  grants: GrantTable;
  invitations: InvitationTable;
  proposals: ProposalTable;
  approvals: ApprovalTable;
  reviews: ReviewTable;
}

/** Read as `T`, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;
type Defaulted<T> = Generated<T>;
type Id = ColumnType<number, never, never>;

interface InstanceTable {
  id: Defaulted<number>;
  key: Buffer;
  epoch: Defaulted<number>;
  system_identifier: string;
  timeline: number;
  created_at: Defaulted<Date>;
}

interface ProjectTable {
  id: Id;
  key: string;
  name: string;
  description: Defaulted<string>;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
}

interface EnvironmentTable {
  id: Id;
  project_id: number;
  key: string;
  name: string;
  kind: 'permanent' | 'shared' | 'on-demand' | 'demo' | 'load-test';
  is_protected: Defaulted<boolean>;
  approvals: Defaulted<number>;
  base_id: number | null;
  depth: Defaulted<number>;
  version: Defaulted<number>;
  changed_at: Defaulted<Date>;
  schedule_recorded_until: Defaulted<Date>;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
}

interface FlagTable {
  id: Id;
  project_id: number;
  key: string;
  type: 'boolean' | 'string' | 'number' | 'object';
  name: string;
  description: Defaulted<string>;
  kind: 'release' | 'experiment' | 'operational' | 'permission';
  tags: Defaulted<string[]>;
  owner: string | null;
  variants: Json<Variants>;
  client_visible: Defaulted<boolean>;
  observe: Defaulted<boolean>;
  metadata: Json<NonNullable<Flag['metadata']>>;
  default_config: Json<FlagConfig>;
  archived_at: Date | null;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
  updated_at: Defaulted<Date>;
}

interface FlagOverrideTable {
  environment_id: number;
  flag_id: number;
  config: Json<FlagConfig> | null;
  killed: Defaulted<boolean>;
  revision: Defaulted<number>;
  updated_at: Defaulted<Date>;
}

interface SegmentTable {
  id: Id;
  project_id: number;
  key: string;
  name: string;
  description: Defaulted<string>;
  content: Json<Segment>;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
  updated_at: Defaulted<Date>;
}

interface SegmentOverrideTable {
  environment_id: number;
  segment_id: number;
  content: Json<Segment>;
  revision: Defaulted<number>;
  updated_at: Defaulted<Date>;
}

interface RulesetEntryTable {
  environment_id: number;
  kind: 'flag' | 'segment';
  key: string;
  version: number;
  until_version: number | null;
  value: Json<unknown>;
  at: Defaulted<Date>;
  ended_at: Date | null;
}

interface TokenTable {
  id: Id;
  project_id: number | null;
  environment_id: number | null;
  name: string;
  scope: 'server' | 'client' | 'deploy' | 'admin';
  /** Of a service account. */
  role: Exclude<Role, 'stakeholder'> | null;
  /** The person behind it; null where there was nobody yet. */
  made_by: number | null;
  made_by_token: number | null;
  prefix: string;
  hash: Buffer;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  created_at: Defaulted<Date>;
}

interface ChangeTable {
  id: Id;
  /** Null: the installation's. */
  project_id: number | null;
  sequence: number;
  at: Date;
  action: string;
  subject: string;
  key: string;
  environment_key: string | null;
  flag_key: string | null;
  segment_key: string | null;
  effects: Json<{ environment: string; version: number }[]>;
  revert_of: number | null;
  content_digest: Buffer;
  previous_digest: Buffer | null;
  digest: Buffer;
}

interface ChangeContentTable {
  change_id: number;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  before: Json<unknown> | null;
  after: Json<unknown> | null;
  reason: string | null;
  origin: string | null;
  on_behalf_of: string | null;
  /** Null once what is personal was erased. */
  salt: Buffer | null;
  personal_digest: Buffer;
  erased_at: Date | null;
}

interface ChangeHeadTable {
  project_id: number | null;
  sequence: number;
  digest: Buffer | null;
}

interface TelemetryBatchTable {
  batch: string;
  environment_id: number;
  received_at: Defaulted<Date>;
}

interface SdkInstanceTable {
  environment_id: number;
  instance: string;
  sdk: string;
  service: string | null;
  service_version: string | null;
  commit: string | null;
  epoch: number | null;
  version: number | null;
  applied_at: Date | null;
  applied_after_ms: number | null;
  last_seen_at: Defaulted<Date>;
}

interface EnvironmentActivityTable {
  environment_id: number;
  grown_at: Date;
}

interface EvaluationHourTable {
  environment_id: number;
  flag: string;
  hour: Date;
  count: number;
  last_minute: Date;
}

interface EvaluationCountTable {
  environment_id: number;
  flag: string;
  minute: Date;
  variant: string;
  rule_id: Defaulted<string>;
  reason: string;
  count: number;
}

interface ContextAttributeTable {
  environment_id: number;
  name: string;
  type: string;
  first_seen_at: Defaulted<Date>;
  last_seen_at: Defaulted<Date>;
}

interface ObservedOutcomeTable {
  environment_id: number;
  flag: string;
  minute: Date;
  variant: string;
  outcome: string;
  bad: number;
  total: number;
}

interface ObservedLatencyTable {
  environment_id: number;
  flag: string;
  minute: Date;
  variant: string;
  upper_ms: number;
  count: number;
}

interface PersonTable {
  id: Id;
  email: string;
  name: string;
  password_hash: string | null;
  email_verified_at: Date | null;
  targeting_key: string | null;
  is_owner: Defaulted<boolean>;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
  erased_at: Date | null;
}

interface IdentityTable {
  provider: string;
  subject: string;
  person_id: number;
  created_at: Defaulted<Date>;
}

interface SessionTable {
  id: Id;
  person_id: number;
  hash: Buffer;
  previous_hash: Buffer | null;
  rotated_at: Defaulted<Date>;
  user_agent: string | null;
  address: string | null;
  created_at: Defaulted<Date>;
  last_seen_at: Defaulted<Date>;
  expires_at: Date;
}

interface PasswordResetTable {
  hash: Buffer;
  person_id: number;
  expires_at: Date;
  created_at: Defaulted<Date>;
}

interface MemberTable {
  project_id: number;
  person_id: number;
  role: Role;
  provider: string | null;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
}

interface GrantTable {
  id: Id;
  project_id: number;
  person_id: number | null;
  token_id: number | null;
  permission: string;
  environment_id: number | null;
  segment_id: number | null;
}

interface InvitationTable {
  id: Id;
  project_id: number;
  email: string;
  role: Role;
  permits: Json<{ grants: Grant[]; environments: string[] }>;
  hash: Buffer;
  invited_by: string;
  expires_at: Date;
  accepted_at: Date | null;
  withdrawn_at: Date | null;
  created_at: Defaulted<Date>;
}

interface ProposalTable {
  id: Id;
  project_id: number;
  state: Defaulted<'open' | 'applied' | 'rejected' | 'withdrawn' | 'stale'>;
  author_kind: string;
  author_id: string;
  author_name: string;
  endpoint: string;
  params: Json<unknown>;
  query: Json<Record<string, string>>;
  body: Json<unknown> | null;
  if_match: string | null;
  effects: Json<unknown>;
  hash: string;
  required: number;
  reason: string | null;
  note: string | null;
  created_at: Defaulted<Date>;
  ended_at: Date | null;
}

interface ApprovalTable {
  proposal_id: number;
  by_kind: string;
  by_id: string;
  by_name: string;
  hash: string;
  at: Defaulted<Date>;
}

interface ReviewTable {
  id: Id;
  project_id: number;
  change_id: number;
  flag: string;
  environment_key: string;
  author_kind: string;
  author_id: string;
  opened_at: Defaulted<Date>;
  closed_at: Date | null;
  closed_by_kind: string | null;
  closed_by_id: string | null;
  closed_by_name: string | null;
  note: string | null;
}
