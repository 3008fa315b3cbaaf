-- Services, blueprints, variables, and environments that Slipway runs.

create table services (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  key text not null,
  name text not null,
  repository text not null,
  -- Inside the repository; empty = the whole.
  folder text not null default '',
  default_branch text not null,
  credential_kind text not null default 'none' check (credential_kind in ('none', 'token', 'ssh-key')),
  -- Encrypted JSON; null = none.
  credential bytea,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  unique (project_id, key)
);

create table blueprints (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  key text not null,
  name text not null,
  -- Whose repository keeps the file; null = `content` is it.
  service_id bigint references services,
  path text not null,
  content text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  unique (project_id, key),
  check ((service_id is null) <> (content is null))
);

-- The narrowest wins: project → service → kind → environment.
create table variables (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  service_id bigint references services on delete cascade,
  kind text check (kind in ('permanent', 'shared', 'on-demand', 'demo', 'load-test')),
  environment_id bigint references environments on delete cascade,
  name text not null,
  -- One of both.
  value text,
  secret bytea,
  given_to text not null check (given_to in ('build', 'run', 'both')),
  updated_at timestamptz not null default now(),
  check ((value is null) <> (secret is null)),
  unique nulls not distinct (project_id, service_id, kind, environment_id, name)
);

-- Hosts on which a control plane runs environments. Only the process that holds the claim acts for a node.
create table nodes (
  id text primary key,
  -- Where its gateway and its API answer other nodes.
  gateway_address text,
  api_address text,
  holder text,
  claimed_until timestamptz,
  heartbeat_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);

create table hosted_environments (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  -- Null once destroyed: the row is the tombstone.
  environment_id bigint unique references environments on delete set null,
  key text not null,
  -- In host names; unique in the installation.
  slug text not null check (length(slug) <= 63),
  kind text not null,
  blueprint_id bigint not null references blueprints,
  runtime text not null check (runtime in ('process', 'docker')),
  node_id text not null references nodes,
  -- What was asked for: services, sameBranch, seed.
  asked jsonb not null,
  -- What it runs, by content (RevisionSet).
  revisions jsonb not null,
  -- The blueprint as it was read at those revisions.
  model jsonb not null,
  seed text,
  wanted text not null default 'ready' check (wanted in ('ready', 'paused', 'stopped', 'destroyed')),
  state text not null default 'queued' check (state in (
    'queued', 'preparing', 'building', 'migrating', 'starting', 'ready', 'sleeping', 'failed', 'destroying', 'destroyed')),
  state_since timestamptz not null default now(),
  -- How it sleeps.
  sleep text check (sleep in ('paused', 'stopped')),
  -- Raised by whatever makes the work under way pointless: the newest wins.
  generation integer not null default 1,
  -- Raised by reset and clone: the SDK token is derived from it.
  token_generation integer not null default 1,
  -- What is to be done to the database in the next pass: { kind, … }.
  data_action jsonb,
  -- The generation whose migrations the database has: they need not run again when it wakes.
  migrated_generation integer,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  -- { step, message, remedy, at }
  failure jsonb,
  asked_at timestamptz not null default now(),
  ready_ms integer,
  expires_at timestamptz,
  is_kept boolean not null default false,
  viewers integer not null default 0,
  last_viewed_at timestamptz,
  access text not null default 'members' check (access in ('members', 'public')),
  allowed_addresses text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index hosted_environments_slug on hosted_environments (slug)
  where state not in ('destroying', 'destroyed');
create index hosted_environments_project on hosted_environments (project_id);
create index hosted_environments_node on hosted_environments (node_id) where state <> 'destroyed';

create table environment_steps (
  id bigint generated always as identity primary key,
  hosted_id bigint not null references hosted_environments on delete cascade,
  generation integer not null,
  name text not null,
  service text,
  state text not null check (state in ('running', 'done', 'failed')),
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  detail text,
  log text not null
);
create index environment_steps_of on environment_steps (hosted_id, id);

create table share_links (
  id bigint generated always as identity primary key,
  hosted_id bigint not null references hosted_environments on delete cascade,
  -- Goes into the signature, so that a link cannot be made from its number.
  nonce bytea not null,
  label text not null default '',
  password_hash text,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  uses integer not null default 0
);
create index share_links_of on share_links (hosted_id, id);

-- An environment's own token is derived, not shown, and goes with the environment.
alter table tokens add column is_derived boolean not null default false;
