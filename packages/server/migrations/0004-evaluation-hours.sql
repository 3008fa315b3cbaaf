-- Counts by the hour, for lists of flags: a day of many flags is read in milliseconds.

create table evaluation_hours (
  environment_id bigint not null references environments on delete cascade,
  flag text not null,
  hour timestamptz not null,
  count bigint not null,
  last_minute timestamptz not null,
  primary key (environment_id, flag, hour)
);

insert into evaluation_hours (environment_id, flag, hour, count, last_minute)
select environment_id, flag, date_trunc('hour', minute, 'UTC'), sum(count), max(minute)
from evaluation_counts group by 1, 2, 3;
