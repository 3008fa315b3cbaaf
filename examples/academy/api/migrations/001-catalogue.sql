create table categories (
  slug text primary key,
  name text not null,
  position int not null
);

create table teachers (
  id text primary key,
  name text not null,
  role text not null,
  bio text not null
);

create table courses (
  slug text primary key,
  title text not null,
  subtitle text not null,
  description text not null,
  category text not null references categories,
  teacher text not null references teachers,
  level text not null check (level in ('beginner', 'intermediate', 'advanced')),
  price_cents int not null check (price_cents >= 0),
  minutes int not null default 0,
  lesson_count int not null default 0,
  rating double precision not null check (rating between 0 and 5),
  rating_count int not null,
  learners int not null,
  seats int check (seats > 0),
  published_on date not null,
  position int not null,
  outcomes text[] not null,
  search tsvector generated always as (
    setweight(to_tsvector('english', title), 'A') ||
    setweight(to_tsvector('english', subtitle), 'B') ||
    setweight(to_tsvector('english', description), 'C')
  ) stored
);

create index courses_search on courses using gin (search);

create table lessons (
  id int generated always as identity primary key,
  course text not null references courses on delete cascade,
  position int not null,
  section text not null,
  title text not null,
  minutes int not null check (minutes > 0),
  unique (course, position)
);
