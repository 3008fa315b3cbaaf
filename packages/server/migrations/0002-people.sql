-- People, what they may, protected environments and what waits for approval.

create table people (
  id bigint generated always as identity primary key,
  email text not null,
  name text not null,
  -- Null: signs in by an OpenID provider only.
  password_hash text,
  -- Null: nobody has proved yet that the address is theirs; a password set so far does not outlast the proof.
  email_verified_at timestamptz,
  is_owner boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  -- What was personal has been removed; nobody can sign in.
  erased_at timestamptz
);
create unique index people_email on people (lower(email)) where erased_at is null;

create table identities (
  provider text not null,
  subject text not null,
  person_id bigint not null references people on delete cascade,
  created_at timestamptz not null default now(),
  primary key (provider, subject)
);
create index identities_person on identities (person_id);

create table sessions (
  id bigint generated always as identity primary key,
  person_id bigint not null references people on delete cascade,
  -- SHA-256 of the cookie's secret; the one before stays good for a moment after a rotation.
  hash bytea not null unique,
  previous_hash bytea unique,
  rotated_at timestamptz not null default now(),
  user_agent text,
  address text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_person on sessions (person_id);
create index sessions_expiry on sessions (expires_at);

create table password_resets (
  hash bytea primary key,
  person_id bigint not null references people on delete cascade,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index password_resets_person on password_resets (person_id);

create table members (
  project_id bigint not null references projects on delete cascade,
  person_id bigint not null references people on delete cascade,
  role text not null check (role in ('stakeholder', 'viewer', 'developer', 'releaser', 'administrator')),
  -- Set by an OpenID group; the next sign-in may change it.
  provider text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (project_id, person_id)
);
create index members_person on members (person_id);

-- Single permissions of a member or of a service account, and what a stakeholder may see (`object:read`).
create table grants (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  person_id bigint references people on delete cascade,
  token_id bigint references tokens on delete cascade,
  permission text not null,
  environment_id bigint references environments on delete cascade,
  segment_id bigint references segments on delete cascade,
  check ((person_id is null) <> (token_id is null))
);
create index grants_person on grants (person_id, project_id);
create index grants_token on grants (token_id);

create table invitations (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  email text not null,
  role text not null,
  -- Grants and environments as they were written.
  permits jsonb not null,
  hash bytea not null unique,
  invited_by text not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  created_at timestamptz not null default now()
);
create index invitations_project on invitations (project_id);

-- Service accounts: a token may have a role, like a person.
-- The person who made it, also through other tokens: two identities of one person are one when it comes to approving.
alter table tokens add column made_by bigint references people;
alter table tokens add column role text check (role in ('viewer', 'developer', 'releaser', 'administrator'));

alter table environments add column is_protected boolean not null default false;
alter table environments add column approvals integer not null default 1 check (approvals between 1 and 5);

create table proposals (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects,
  state text not null default 'open' check (state in ('open', 'applied', 'rejected', 'withdrawn', 'stale')),
  author_kind text not null,
  author_id text not null,
  author_name text not null,
  endpoint text not null,
  params jsonb not null,
  query jsonb not null,
  body jsonb,
  -- What the author had read.
  if_match text,
  -- The ruleset entries it would change, per environment, and their SHA-256.
  effects jsonb not null,
  hash text not null,
  required integer not null,
  reason text,
  note text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index proposals_project on proposals (project_id, id);

create table approvals (
  proposal_id bigint not null references proposals on delete cascade,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  hash text not null,
  at timestamptz not null default now(),
  primary key (proposal_id, by_kind, by_id)
);

create table reviews (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects,
  change_id bigint not null references changes,
  flag text not null,
  environment_key text not null,
  author_kind text not null,
  author_id text not null,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  closed_by_kind text,
  closed_by_id text,
  closed_by_name text,
  note text
);
create index reviews_project on reviews (project_id, id);

-- Whom the actor acted for, such as `person:12`: a name is looked up when it is read.
alter table change_contents add column on_behalf_of text;
-- What a change says is digested in two parts, so that what is personal can go and the rest still verifies.
-- The salt goes with it: nobody can find out by guessing who it was.
alter table change_contents add column salt bytea;
alter table change_contents add column personal_digest bytea not null default '';
alter table change_contents alter column personal_digest drop default;
alter table change_contents add column erased_at timestamptz;

-- The only alteration of a change: what is personal is removed, once, and the row says so. What was done stays.
create or replace function refuse_rewriting() returns trigger language plpgsql as $$
declare
  personal constant text[] := array['actor_id', 'actor_name', 'origin', 'reason', 'salt', 'erased_at'];
begin
  if tg_op = 'UPDATE' and tg_table_name = 'change_contents' then
    if old.erased_at is null and new.erased_at is not null
      and new.actor_id = '' and new.actor_name = ''
      and new.origin is null and new.reason is null and new.salt is null
      and to_jsonb(new) - personal = to_jsonb(old) - personal
    then
      return new;
    end if;
  end if;
  raise exception 'Changes cannot be altered or removed.' using errcode = 'insufficient_privilege';
end $$;
