-- When an environment's counts or observed outcomes have last grown, for those who watch.

create table environment_activity (
  environment_id bigint primary key references environments on delete cascade,
  grown_at timestamptz not null
);
