-- Searches kept under a name: pages and feeds of their own.

create table saved_searches (
  slug text primary key,
  name text not null,
  query text not null,
  made timestamptz not null default now()
);
