-- What belongs to no project, and who made what.

-- Under which key flags know a person, so that a dashboard can tell what is on for whoever looks.
alter table people add column targeting_key text;

-- The installation's own chain of changes: those of no project. Its rows chain among themselves like a project's.
alter table changes alter column project_id drop not null;
alter table changes drop constraint changes_project_id_sequence_key;
alter table changes add constraint changes_chain unique nulls not distinct (project_id, sequence);
alter table change_heads drop constraint change_heads_pkey;
alter table change_heads alter column project_id drop not null;
alter table change_heads add constraint change_heads_chain unique nulls not distinct (project_id);

-- The token that made a token; `made_by` stays the person behind it.
alter table tokens add column made_by_token bigint references tokens;
create index tokens_made_by on tokens (made_by);
