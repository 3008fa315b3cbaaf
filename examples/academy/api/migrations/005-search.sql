-- Words as they are beside their stems: "a" and "for" are words that somebody types on the way to a longer one.
alter table courses drop column search;
alter table courses add column search tsvector generated always as (
  setweight(to_tsvector('simple', title), 'A') ||
  setweight(to_tsvector('english', title), 'A') ||
  setweight(to_tsvector('simple', subtitle), 'B') ||
  setweight(to_tsvector('english', subtitle), 'B') ||
  setweight(to_tsvector('simple', description), 'C') ||
  setweight(to_tsvector('english', description), 'C')
) stored;
create index courses_search on courses using gin (search);
