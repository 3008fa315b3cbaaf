-- Slipway's own tables. Names are the words of ARCHITECTURE.md's glossary.

create table instance (
  id smallint primary key default 1 check (id = 1),
  -- Signs stream cursors and derived tokens; belongs to every backup.
  key bytea not null,
  -- Raised whenever the database may have gone back in time.
  epoch integer not null default 1,
  system_identifier text not null,
  timeline integer not null,
  created_at timestamptz not null default now()
);

create table projects (
  id bigint generated always as identity primary key,
  key text not null unique,
  name text not null,
  description text not null default '',
  revision integer not null default 1,
  created_at timestamptz not null default now()
);

create table environments (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects,
  key text not null,
  name text not null,
  kind text not null check (kind in ('permanent', 'shared', 'on-demand', 'demo', 'load-test')),
  base_id bigint references environments,
  -- 0 for a root; a base is always less deep. Locks are taken by (depth, id).
  depth integer not null default 0,
  -- Grows with every change of the effective ruleset.
  version bigint not null default 1,
  changed_at timestamptz not null default now(),
  -- Up to here the passing of schedule boundaries has been recorded.
  schedule_recorded_until timestamptz not null default now(),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  unique (project_id, key)
);
create index environments_base on environments (base_id);

create table flags (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects,
  key text not null,
  type text not null check (type in ('boolean', 'string', 'number', 'object')),
  name text not null,
  description text not null default '',
  kind text not null check (kind in ('release', 'experiment', 'operational', 'permission')),
  tags text[] not null default '{}',
  owner text,
  variants jsonb not null,
  client_visible boolean not null default false,
  observe boolean not null default false,
  metadata jsonb not null default '{}',
  -- The config of every environment that has no other.
  default_config jsonb not null,
  archived_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, key)
);

-- What an environment says of a flag itself. `config` null = inherited, only the kill is its own.
create table flag_overrides (
  environment_id bigint not null references environments on delete cascade,
  flag_id bigint not null references flags on delete cascade,
  config jsonb,
  killed boolean not null default false,
  revision integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (environment_id, flag_id),
  check (config is not null or killed)
);
create index flag_overrides_flag on flag_overrides (flag_id);

create table segments (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects,
  key text not null,
  name text not null,
  description text not null default '',
  content jsonb not null,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, key)
);

create table segment_overrides (
  environment_id bigint not null references environments on delete cascade,
  segment_id bigint not null references segments on delete cascade,
  content jsonb not null,
  revision integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (environment_id, segment_id)
);
create index segment_overrides_segment on segment_overrides (segment_id);

-- The effective rulesets, entry by entry: `value` holds from `version` until `until_version`.
-- The present ruleset is the rows without an end; past versions stay readable for as long as they are kept.
create table ruleset_entries (
  environment_id bigint not null references environments on delete cascade,
  kind text not null check (kind in ('flag', 'segment')),
  key text not null,
  version bigint not null,
  until_version bigint,
  value jsonb not null,
  at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (environment_id, kind, key, version)
);
create unique index ruleset_entries_present on ruleset_entries (environment_id, kind, key) where until_version is null;
create index ruleset_entries_from on ruleset_entries (environment_id, version);
create index ruleset_entries_until on ruleset_entries (environment_id, until_version) where until_version is not null;

create table tokens (
  id bigint generated always as identity primary key,
  -- Null: every project.
  project_id bigint references projects on delete cascade,
  environment_id bigint references environments on delete cascade,
  name text not null,
  scope text not null check (scope in ('server', 'client', 'deploy', 'admin')),
  prefix text not null,
  -- SHA-256 of the token.
  hash bytea not null unique,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  check ((scope in ('server', 'client')) = (environment_id is not null))
);
create index tokens_project on tokens (project_id);

-- One row a mutation. Rows chain per project over digests; what they say is kept apart (change_contents),
-- so that a person's data can be erased and the fact remains.
create table changes (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects,
  sequence bigint not null,
  at timestamptz not null,
  action text not null,
  subject text not null,
  key text not null,
  environment_key text,
  flag_key text,
  segment_key text,
  effects jsonb not null,
  revert_of bigint references changes,
  content_digest bytea not null,
  previous_digest bytea,
  digest bytea not null,
  unique (project_id, sequence)
);
create index changes_at on changes (project_id, at);
create index changes_flag on changes (project_id, flag_key, id);
create index changes_segment on changes (project_id, segment_key, id);

create table change_contents (
  change_id bigint primary key references changes,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  before jsonb,
  after jsonb,
  reason text,
  origin text
);
create index change_contents_actor on change_contents (actor_id, change_id);

create table change_heads (
  project_id bigint primary key references projects,
  sequence bigint not null,
  digest bytea
);

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'Changes cannot be altered or removed.' using errcode = 'insufficient_privilege';
end $$;
create trigger changes_are_final before update or delete on changes
  for each row execute function refuse_rewriting();
create trigger changes_are_not_truncated before truncate on changes
  for each statement execute function refuse_rewriting();
create trigger change_contents_are_final before update or delete on change_contents
  for each row execute function refuse_rewriting();
create trigger change_contents_are_not_truncated before truncate on change_contents
  for each statement execute function refuse_rewriting();

-- What SDK instances report.
create table telemetry_batches (
  environment_id bigint not null references environments on delete cascade,
  batch text not null,
  received_at timestamptz not null default now(),
  primary key (environment_id, batch)
);
create index telemetry_batches_received on telemetry_batches (received_at);

create table sdk_instances (
  environment_id bigint not null references environments on delete cascade,
  instance text not null,
  sdk text not null,
  service text,
  service_version text,
  commit text,
  epoch integer,
  version bigint,
  applied_at timestamptz,
  -- From commit of `version` to applied.
  applied_after_ms double precision,
  last_seen_at timestamptz not null default now(),
  primary key (environment_id, instance)
);
create index sdk_instances_seen on sdk_instances (last_seen_at);

create table evaluation_counts (
  environment_id bigint not null references environments on delete cascade,
  flag text not null,
  minute timestamptz not null,
  variant text not null,
  rule_id text not null default '',
  reason text not null,
  count bigint not null,
  primary key (environment_id, flag, minute, variant, rule_id, reason)
);

create table context_attributes (
  environment_id bigint not null references environments on delete cascade,
  name text not null,
  type text not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (environment_id, name, type)
);

create table observed_outcomes (
  environment_id bigint not null references environments on delete cascade,
  flag text not null,
  minute timestamptz not null,
  variant text not null,
  outcome text not null,
  bad bigint not null,
  total bigint not null,
  primary key (environment_id, flag, minute, variant, outcome)
);

create table observed_latencies (
  environment_id bigint not null references environments on delete cascade,
  flag text not null,
  minute timestamptz not null,
  variant text not null,
  upper_ms double precision not null,
  count bigint not null,
  primary key (environment_id, flag, minute, variant, upper_ms)
);
