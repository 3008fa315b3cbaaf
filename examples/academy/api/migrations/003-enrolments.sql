create table enrolments (
  id uuid primary key default gen_random_uuid(),
  user_id text not null references users on delete cascade,
  course text not null references courses on delete cascade,
  status text not null check (status in ('pending', 'active', 'completed', 'left')),
  rule text not null check (rule in ('v1', 'v2')),
  total_cents int not null check (total_cents >= 0),
  goal text,
  confirmation_token uuid,
  enrolled_at timestamptz not null default now()
);

-- A person who left a course may come back; being in it twice is never right.
create unique index enrolments_once on enrolments (user_id, course) where status <> 'left';
create index enrolments_course on enrolments (course) where status in ('pending', 'active');
create unique index enrolments_confirmation on enrolments (confirmation_token);

create table lesson_completions (
  enrolment uuid not null references enrolments on delete cascade,
  lesson int not null references lessons on delete cascade,
  completed_at timestamptz not null default now(),
  primary key (enrolment, lesson)
);
