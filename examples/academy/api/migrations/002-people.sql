create table users (
  id text primary key,
  email text not null,
  name text not null,
  plan text not null check (plan in ('free', 'pro', 'team')),
  country text not null check (country ~ '^[A-Z]{2}$'),
  sample_position int,
  created_at timestamptz not null default now()
);

create unique index users_email on users (lower(email));
