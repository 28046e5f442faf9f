-- +goose Up
-- +goose StatementBegin

-- What the login keeps: sessions, and the ids that people and systems have with us. Only kobo_auth comes here; it
-- has no viewer and sees no row of a municipality's data.
create schema auth;
grant usage on schema auth, public to kobo_auth;

create table auth.sessions (
	token  text primary key,
	data   bytea not null,
	expiry timestamptz not null
);
create index sessions_expiry on auth.sessions (expiry);

-- A person is known by an HMAC of the national identity number; the number itself is not kept.
create table auth.staff (
	id        uuid primary key,
	pid_index bytea not null unique,
	name      text not null,
	seen_at   timestamptz not null default now()
);
create table auth.citizen (
	id        uuid primary key,
	pid_index bytea not null unique,
	seen_at   timestamptz not null default now()
);
create table auth.system (
	id                  uuid primary key,
	organisation_number text not null,
	client_id           text not null,
	seen_at             timestamptz not null default now(),
	unique (organisation_number, client_id)
);

grant select, insert, update, delete on all tables in schema auth to kobo_auth;

-- Which organisations use Kobo, which modules they have opened, and where their staff may come from.
do $policies$
declare t text;
begin
	foreach t in array array['municipality', 'unit', 'onboarding', 'network'] loop
		execute format('grant select on %I to kobo_auth', t);
		execute format('create policy auth on %I for select to kobo_auth using (true)', t);
	end loop;
end
$policies$;

-- +goose StatementEnd
