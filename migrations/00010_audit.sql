-- +goose Up
-- +goose StatementBegin

-- The log: who changed, read and took out what. Changes are written by triggers under every table, so that no program can bypass it;
-- reads by the server, before an answer leaves. Nobody changes an entry: a sealer chains their digests, per municipality and in the
-- order in which they were committed, and writes the heads outside the database. Retention may erase content; the digest stays.
create schema audit;
grant usage on schema audit to kobo_audit, kobo_staff, kobo_vendor, kobo_job, kobo_serve, kobo_work;

create table audit.entry (
	id              bigint generated always as identity primary key,
	municipality_id uuid not null,
	xid             xid8 not null default pg_current_xact_id(),
	at              timestamptz not null default clock_timestamp(),
	kind            text not null check (kind in ('READ', 'CHANGE', 'EXPORT', 'DENIED')),
	actor_id        uuid,
	actor           text not null default '',
	role            text not null,
	organisation    text not null default '',
	what            text not null,
	classes         text[] not null default '{}',
	subjects        uuid[] not null default '{}',
	count           integer not null default 1,
	purpose         text not null default '',
	-- Made by, or telling of, persons with a protected address.
	shielded        boolean not null default false,
	-- What changed. Retention may erase it; its digest stays.
	content         jsonb,
	content_digest  bytea not null,
	-- Of everything above.
	digest          bytea not null
);
create index entry_order on audit.entry (municipality_id, xid, id);
create index entry_time on audit.entry (municipality_id, at desc, id desc);
create index entry_actor on audit.entry (municipality_id, actor_id, at desc);
create index entry_subjects on audit.entry using gin (subjects);

-- The seals. A seal covers the entries after the seal before it, up to (xid, id), in that order.
create table audit.seal (
	municipality_id uuid not null,
	number          bigint not null,
	xid             xid8 not null,
	entry_id        bigint not null,
	entries         bigint not null,
	at              timestamptz not null,
	head            bytea not null,
	signature       bytea not null,
	primary key (municipality_id, number)
);

-- The digest of an entry: everything in it but where it stands, and of its content the content's own digest.
create function audit.digest_of(e audit.entry) returns bytea immutable parallel safe set search_path = '' language sql as $$
	select pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(
		e.municipality_id, e.xid::text, extract(epoch from e.at), e.kind, e.actor_id, e.actor, e.role, e.organisation, e.what,
		e.classes, e.subjects, e.count, e.purpose, e.shielded,
		pg_catalog.encode(e.content_digest, 'hex'))::text, 'UTF8'))
$$;

-- Statement trigger: one entry for each row that a statement made, changed or removed. It runs as kobo_audit, who alone may add.
create function audit.record() returns trigger security definer set search_path = '' language plpgsql as $$
declare
	role text := coalesce(nullif(current_setting('role', true), 'none'), session_user::text);
	who uuid := nullif(current_setting('kobo.viewer', true), '')::uuid;
	name text := coalesce(current_setting('kobo.viewer_name', true), '');
	org text := coalesce(current_setting('kobo.organisation', true), '');
	why text := coalesce(current_setting('kobo.purpose', true), '');
	class text := coalesce((select w.class from kobo.wall w where w.table_name = tg_table_name), 'PUBLIC');
	key text := case when tg_table_name = 'municipality' then 'id' else 'municipality_id' end;
begin
	-- "offset 0" keeps each row's JSON from being made anew wherever it is named, in an update once for each column.
	if tg_op = 'INSERT' then
		insert into audit.entry (municipality_id, kind, actor_id, actor, role, organisation, purpose, what, classes, subjects, shielded, content, content_digest, digest)
		select (r ->> key)::uuid, 'CHANGE', who, name, role, org, why, 'INSERT ' || tg_table_name, array[class],
			array_remove(array[(r ->> 'id')::uuid, (r ->> 'dwelling_id')::uuid], null), coalesce((r ->> 'shielded')::boolean, false),
			jsonb_build_object('after', r), '', ''
		from (select to_jsonb(n) as r from new_rows n offset 0) rows;
	elsif tg_op = 'DELETE' then
		insert into audit.entry (municipality_id, kind, actor_id, actor, role, organisation, purpose, what, classes, subjects, shielded, content, content_digest, digest)
		select (r ->> key)::uuid, 'CHANGE', who, name, role, org, why, 'DELETE ' || tg_table_name, array[class],
			array_remove(array[(r ->> 'id')::uuid, (r ->> 'dwelling_id')::uuid], null), coalesce((r ->> 'shielded')::boolean, false),
			jsonb_build_object('before', r), '', ''
		from (select to_jsonb(o) as r from old_rows o offset 0) rows;
	else
		-- Only the columns that changed.
		insert into audit.entry (municipality_id, kind, actor_id, actor, role, organisation, purpose, what, classes, subjects, shielded, content, content_digest, digest)
		select (a ->> key)::uuid, 'CHANGE', who, name, role, org, why, 'UPDATE ' || tg_table_name, array[class],
			array_remove(array[(a ->> 'id')::uuid, (a ->> 'dwelling_id')::uuid], null),
			coalesce((a ->> 'shielded')::boolean, false) or coalesce((b ->> 'shielded')::boolean, false),
			jsonb_build_object(
				'before', (select jsonb_object_agg(f.key, f.value) from jsonb_each(b) f where a -> f.key is distinct from f.value),
				'after', (select jsonb_object_agg(f.key, f.value) from jsonb_each(a) f where b -> f.key is distinct from f.value)), '', ''
		from (select to_jsonb(o) as b, to_jsonb(n) as a from old_rows o join new_rows n using (id) offset 0) rows
		where a <> b;
	end if;
	return null;
end
$$;

create function audit.stamp() returns trigger set search_path = '' language plpgsql as $$
begin
	new.content_digest := pg_catalog.sha256(pg_catalog.convert_to(coalesce(new.content::text, ''), 'UTF8'));
	new.digest := audit.digest_of(new);
	return new;
end
$$;
create trigger stamp before insert on audit.entry for each row execute function audit.stamp();

-- The server's own entries: reads, exports and denied attempts, many at once.
create function audit.note(entries jsonb) returns void security definer set search_path = '' language sql as $$
	insert into audit.entry (municipality_id, at, kind, actor_id, actor, role, organisation, what, classes, subjects, count, purpose, shielded, content, content_digest, digest)
	select e.municipality_id, e.at, e.kind, e.actor_id, e.actor, e.role, e.organisation, e.what, e.classes, e.subjects, e.count, e.purpose, e.shielded, null, '', ''
	from jsonb_to_recordset(entries) as e (
		municipality_id uuid, at timestamptz, kind text, actor_id uuid, actor text, role text, organisation text, what text,
		classes text[], subjects uuid[], count integer, purpose text, shielded boolean)
$$;

create procedure audit.watch() language plpgsql as $$
declare t text;
begin
	for t in
		select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'public' and c.relkind = 'r'
			and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'id' and not a.attisdropped)
			and (c.relname = 'municipality' or exists (
				select from pg_attribute a where a.attrelid = c.oid and a.attname = 'municipality_id' and not a.attisdropped))
			and c.relname not in ('act_key', 'import_row') -- a key holds no data; import rows are a work sheet whose effects are logged
	loop
		execute format('drop trigger if exists audit_insert on %I', t);
		execute format('drop trigger if exists audit_update on %I', t);
		execute format('drop trigger if exists audit_delete on %I', t);
		execute format('create trigger audit_insert after insert on %I referencing new table as new_rows for each statement execute function audit.record()', t);
		execute format('create trigger audit_update after update on %I referencing old table as old_rows new table as new_rows for each statement execute function audit.record()', t);
		execute format('create trigger audit_delete after delete on %I referencing old table as old_rows for each statement execute function audit.record()', t);
	end loop;
end
$$;
comment on procedure audit.watch() is 'puts the triggers under every table with a municipality''s rows; a migration with a new table calls it again';

-- What people may read of it: never content, and of the shielded only with that right, but always what one did oneself.
alter table audit.entry enable row level security;
alter table audit.seal enable row level security;
create policy reads on audit.entry for select to kobo_staff using (
	municipality_id = (select kobo.municipality())
	and (((select kobo.may('LOG')) and (not shielded or (select kobo.may('SHIELDED'))))
		or ((select kobo.may('OWN_LOG')) and actor_id = (select kobo.viewer()))));
grant select (id, municipality_id, at, kind, actor_id, actor, role, organisation, what, classes, subjects, count, purpose, shielded)
	on audit.entry to kobo_staff;

revoke execute on all routines in schema audit from public;
-- The owner fires its own triggers.
grant execute on function audit.note(jsonb) to kobo_log;
grant usage on schema audit to kobo_log;
-- The sealer sees digests, never what they are of.
grant select (id, municipality_id, xid, digest) on audit.entry to kobo_log;
grant select, insert on audit.seal to kobo_log;
create policy seals on audit.entry for select to kobo_log using (true);
create policy seals on audit.seal for all to kobo_log using (true) with check (true);

grant create on schema audit to kobo_audit;
grant select on kobo.wall to kobo_audit;
grant usage on schema kobo to kobo_audit;
alter table audit.entry owner to kobo_audit;
alter table audit.seal owner to kobo_audit;
alter function audit.record() owner to kobo_audit;
alter function audit.stamp() owner to kobo_audit;
alter function audit.digest_of(audit.entry) owner to kobo_audit;
alter function audit.note(jsonb) owner to kobo_audit;
revoke create on schema audit from kobo_audit;

call audit.watch();

-- +goose StatementEnd
