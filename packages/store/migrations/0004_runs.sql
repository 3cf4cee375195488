-- Runs of methods: what was asked, what carried it out, how far it came, and the report it gave.
-- input and report are JSON as text: a report stays as it was, byte for byte, which jsonb does not promise (order).

create table runs (
  -- a hash of method, its version, input and seed: two identical runs are one
  id text primary key,
  slug text not null,
  input text not null,
  seed jsonb not null,
  -- commit, package, engine, method
  versions jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  -- who asked first, where that is known
  reader text,
  asked timestamptz not null default clock_timestamp(),
  started timestamptz,
  finished timestamptz,
  -- how often it was taken up
  attempts integer not null default 0,
  -- of the latest taking-up: only who shows it may say how the run ended
  token text,
  lease_ms integer,
  -- last sign of life; the lease ends lease_ms later
  heartbeat timestamptz,
  -- the class of the machine, as a duration depends on it
  machine jsonb,
  -- share in 0 … 1 and stage
  progress jsonb,
  seconds double precision,
  -- the report's first sentence, for lists
  headline text,
  report text,
  error jsonb,
  check (state <> 'running' or (token is not null and heartbeat is not null and lease_ms is not null)),
  check ((state = 'done') = (report is not null)),
  check ((state = 'failed') = (error is not null))
);
create index runs_asked on runs (asked desc, id);
create index runs_slug on runs (slug, asked desc);
create index runs_reader on runs (reader, asked desc) where reader is not null;
create index runs_unfinished on runs (state, asked) where state in ('queued', 'running');
