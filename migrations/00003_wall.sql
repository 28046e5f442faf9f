-- +goose Up
-- +goose StatementBegin

-- Wall 2: which rows exist for whom. The table kobo.wall says it, one line per table; kobo.build_wall() makes the policies and
-- grants of it. A migration with a new table adds a line and calls it again.
create table kobo.wall (
	table_name  text primary key,
	class       text not null,
	-- Where the rows are: own = the viewer's municipality; unit = also within the viewer's units; all = everyone's;
	-- special = the policies below are written by hand.
	rows        text not null check (rows in ('own', 'unit', 'all', 'special')),
	-- A column that names one more class the viewer must be able to read, row by row.
	class_column text,
	-- Rows of a person with a protected address are marked, and need SHIELDED.
	shielded    boolean not null default false,
	-- The acts that write the table. A viewer needs one of them, and write on the class unless the table is derived:
	-- kept up by acts on other things.
	acts        text[] not null default '{}',
	derived     boolean not null default false,
	-- Which of the verbs change and remove the acts need. An empty list of columns means all of them.
	changes     boolean not null default true,
	columns     text[] not null default '{}',
	removes     boolean not null default false
);
comment on table kobo.wall is 'wall 2: the class of each table and which rows of it exist for whom';

insert into kobo.wall (table_name, class, rows, class_column, shielded, acts, derived, changes, columns, removes) values
	('municipality',          'PUBLIC',           'special', null, false, '{SETTINGS_EDIT}', false, true, '{}', false),
	('municipality_settings', 'SETTINGS',         'own',  null, false, '{SETTINGS_EDIT}', false, true, '{}', false),
	('network',               'SETTINGS',         'own',  null, false, '{SETTINGS_EDIT}', false, true, '{}', true),
	('unit',                  'PUBLIC',           'own',  null, false, '{SETTINGS_EDIT}', true, true, '{}', false),
	('onboarding',            'PUBLIC',           'own',  null, false, '{SETTINGS_EDIT}', true, true, '{}', true),
	('actor',                 'PUBLIC',           'special', null, false, '{}', false, true, '{}', false),
	('disposition_rule',      'PUBLIC',           'all',  null, false, '{}', false, false, '{}', false),
	('saved_filter',          'PUBLIC',           'special', null, false, '{SAVED_FILTER}', false, true, '{}', true),
	('act_key',               'PUBLIC',           'special', null, false, '{}', false, true, '{}', true),

	('property',              'DWELLING',         'own',  null, false, '{DWELLING_EDIT,IMPORT_RUN}', false, true, '{}', false),
	('building',              'DWELLING',         'own',  null, false, '{DWELLING_EDIT,IMPORT_RUN}', false, true, '{}', false),
	('agreement',             'DWELLING',         'unit', null, false, '{DWELLING_EDIT,IMPORT_RUN}', false, true, '{}', false),
	('agreement_term',        'DWELLING',         'unit', null, false, '{DWELLING_EDIT,IMPORT_RUN}', false, true, '{}', false),
	('dwelling',              'DWELLING',         'unit', null, false, '{DWELLING_EDIT,DWELLING_STATUS,STOCK,RENT_SET,TENANCY_KEEP,RESERVE,IMPORT_RUN}', false, true, '{}', false),
	('status_period',         'DWELLING',         'unit', null, true,  '{DWELLING_STATUS,DWELLING_EDIT,STOCK,TENANCY_KEEP,IMPORT_RUN}', false, true, '{}', false),
	('stock_change',          'DWELLING',         'unit', null, false, '{STOCK,DWELLING_EDIT,IMPORT_RUN}', false, true, '{}', false),
	('rent_period',           'RENT',             'unit', null, true,  '{RENT_SET,DWELLING_EDIT,TENANCY_KEEP,IMPORT_RUN}', false, true, '{}', false),
	('image',                 'DWELLING',         'unit', null, false, '{DWELLING_EDIT}', false, true, '{}', false),
	('document',              'DOCUMENT',         'unit', null, false, '{DOCUMENT_KEEP,DWELLING_EDIT}', false, true, '{}', false),
	('note',                  'NOTE',             'unit', null, false, '{NOTE_KEEP,DWELLING_EDIT}', false, true, '{}', false),
	('reservation',           'RESERVATION',      'unit', null, false, '{RESERVE,STOCK,DWELLING_EDIT,TENANCY_KEEP}', false, true, '{}', false),
	('tenancy',               'TENANCY',          'unit', null, true,  '{TENANCY_KEEP,DWELLING_EDIT,IMPORT_RUN}', false, true, '{}', false),
	('tenancy_term',          'TENANCY',          'unit', null, true,  '{TENANCY_KEEP,DWELLING_EDIT,IMPORT_RUN}', false, true, '{}', false),
	('outlook',               'TENANCY',          'unit', null, true,  '{DWELLING_EDIT,DWELLING_STATUS,STOCK,TENANCY_KEEP,RESERVE,IMPORT_RUN}', true, true, '{}', false),
	('tenant',                'TENANT',           'unit', null, true,  '{TENANCY_KEEP}', false, true, '{}', false),
	-- History is never rewritten; it follows its dwelling to another unit, into the one it is merged with, and behind the shield.
	('history',               'DWELLING_HISTORY', 'unit', 'data_class', true, '{DWELLING_EDIT,DWELLING_STATUS,STOCK,RENT_SET,TENANCY_KEEP,RESERVE,NOTE_KEEP,DOCUMENT_KEEP,IMPORT_RUN}', true, true, '{unit_id,dwelling_id,shielded}', false),
	('file',                  'PUBLIC',           'unit', 'data_class', false, '{DWELLING_EDIT,DOCUMENT_KEEP,IMPORT_RUN,SETTINGS_EDIT}', true, false, '{}', false),
	('import_run',            'IMPORT',           'unit', null, false, '{IMPORT_RUN}', false, true, '{}', false),
	('import_row',            'IMPORT',           'unit', null, false, '{IMPORT_RUN}', false, true, '{}', true),
	('word_mapping',          'IMPORT',           'own',  null, false, '{IMPORT_RUN}', false, true, '{}', true);

-- Who the rows are for:
--   kobo_staff, kobo_vendor  the rows of their municipality whose class their rights open (a vendor's rights open less, and it has no units)
--   kobo_job                 all rows of its one municipality
--   kobo_citizen, kobo_partner  what is everyone's, and nothing of a municipality's: the register holds no row that is theirs
--   kobo_stats               what is everyone's; other tables it can't even name
--   kobo_auth                what the login must know (00004)
create procedure kobo.build_wall() language plpgsql as $build$
declare
	w     kobo.wall;
	t     text;
	here  text; -- the rows that are where the viewer acts
	seen  text;
	done  text; -- the rows the viewer may write
	p     record;
begin
	for w in select * from kobo.wall order by table_name loop
		t := format('%I', w.table_name);
		execute format('alter table %s enable row level security', t);
		execute format('revoke all on %s from kobo_staff, kobo_vendor, kobo_job, kobo_citizen, kobo_partner, kobo_stats', t);
		execute format('grant select on %s to kobo_staff, kobo_vendor, kobo_job, kobo_citizen, kobo_partner', t);
		continue when w.rows = 'special';
		for p in select policyname from pg_policies where schemaname = 'public' and tablename = w.table_name and policyname not like 'auth%' loop
			execute format('drop policy %I on %s', p.policyname, t);
		end loop;

		if w.rows = 'all' then
			execute format('grant select on %s to kobo_stats', t);
			execute format('create policy everyone on %s for select to kobo_staff, kobo_vendor, kobo_citizen, kobo_partner, kobo_stats, kobo_job using (true)', t);
			continue;
		end if;

		here := 'municipality_id = (select kobo.municipality())';
		if w.rows = 'unit' then
			here := here || ' and ((select kobo.units()) is null or unit_id = any ((select kobo.units())::uuid[]))';
		end if;
		if w.shielded then
			here := here || ' and (not shielded or (select kobo.may(''SHIELDED'')))';
		end if;

		seen := format('(select kobo.may(%L)) and %s', w.class, here);
		if w.class_column is not null then
			seen := seen || format(' and %I = any ((select kobo.readable())::text[])', w.class_column);
		end if;
		execute format('create policy reads on %s for select to kobo_staff, kobo_vendor using (%s)', t, seen);

		done := format('(select kobo.may_act(variadic %L::text[])) and %s', w.acts, here);
		if not w.derived then
			done := format('(select kobo.may_write(%L)) and %s', w.class, done);
		end if;
		execute format('grant insert on %s to kobo_staff, kobo_vendor, kobo_job', t);
		execute format('create policy adds on %s for insert to kobo_staff, kobo_vendor with check (%s)', t, done);
		if w.changes then
			execute format('grant update %s on %s to kobo_staff, kobo_vendor, kobo_job',
				case when w.columns = '{}' then '' else '(' || (select string_agg(format('%I', c), ', ') from unnest(w.columns) c) || ')' end, t);
			execute format('create policy changes on %s for update to kobo_staff, kobo_vendor using (%s) with check (%2$s)', t, done);
		end if;
		if w.removes then
			execute format('grant delete on %s to kobo_staff, kobo_vendor, kobo_job', t);
			execute format('create policy removes on %s for delete to kobo_staff, kobo_vendor using (%s)', t, done);
		end if;

		execute format('create policy job on %s for all to kobo_job using (municipality_id = (select kobo.municipality()))
			with check (municipality_id = (select kobo.municipality()))', t);
		execute format('create policy closed on %s for select to kobo_citizen, kobo_partner using (false)', t);
	end loop;

	-- A municipality is known to everyone; its own administrator changes it.
	drop policy if exists everyone on municipality; drop policy if exists changes on municipality;
	grant select on municipality to kobo_stats;
	grant update on municipality to kobo_staff;
	create policy everyone on municipality for select to kobo_staff, kobo_vendor, kobo_citizen, kobo_partner, kobo_stats using ((select kobo.may('PUBLIC')));
	create policy changes on municipality for update to kobo_staff
		using ((select kobo.may_act('SETTINGS_EDIT')) and id = (select kobo.municipality()))
		with check ((select kobo.may_act('SETTINGS_EDIT')) and id = (select kobo.municipality()));
	drop policy if exists job on municipality;
	create policy job on municipality for select to kobo_job using (true);

	-- An actor's name is known where it acted; each writes its own.
	drop policy if exists reads on actor; drop policy if exists adds on actor; drop policy if exists changes on actor;
	grant insert, update on actor to kobo_staff, kobo_vendor, kobo_job;
	create policy reads on actor for select to kobo_staff, kobo_vendor using ((select kobo.may('PUBLIC')) and municipality_id = (select kobo.municipality()));
	create policy adds on actor for insert to kobo_staff, kobo_vendor
		with check (municipality_id = (select kobo.municipality()) and viewer_id = (select kobo.viewer()));
	create policy changes on actor for update to kobo_staff, kobo_vendor
		using (municipality_id = (select kobo.municipality()) and viewer_id = (select kobo.viewer()))
		with check (municipality_id = (select kobo.municipality()) and viewer_id = (select kobo.viewer()));

	-- A saved filter is its owner's, and read by those of the unit when it is shared.
	drop policy if exists reads on saved_filter; drop policy if exists adds on saved_filter;
	drop policy if exists changes on saved_filter; drop policy if exists removes on saved_filter;
	grant insert, update, delete on saved_filter to kobo_staff, kobo_job;
	create policy reads on saved_filter for select to kobo_staff using (
		(select kobo.may('PUBLIC')) and municipality_id = (select kobo.municipality())
		and ((select kobo.units()) is null or unit_id = any ((select kobo.units())::uuid[]))
		and (shared or owner_id = (select kobo.viewer())));
	create policy adds on saved_filter for insert to kobo_staff with check (
		(select kobo.may_act('SAVED_FILTER')) and municipality_id = (select kobo.municipality())
		and ((select kobo.units()) is null or unit_id = any ((select kobo.units())::uuid[])) and owner_id = (select kobo.viewer()));
	create policy changes on saved_filter for update to kobo_staff
		using ((select kobo.may_act('SAVED_FILTER')) and municipality_id = (select kobo.municipality()) and owner_id = (select kobo.viewer()))
		with check ((select kobo.may_act('SAVED_FILTER')) and municipality_id = (select kobo.municipality()) and owner_id = (select kobo.viewer())
			and ((select kobo.units()) is null or unit_id = any ((select kobo.units())::uuid[])));
	create policy removes on saved_filter for delete to kobo_staff
		using ((select kobo.may_act('SAVED_FILTER')) and municipality_id = (select kobo.municipality()) and owner_id = (select kobo.viewer()));

	-- A key of an act is known to the viewer who sent it; a job removes it when it is old.
	drop policy if exists own on act_key;
	grant insert, update on act_key to kobo_staff, kobo_vendor, kobo_job;
	grant delete on act_key to kobo_job;
	create policy own on act_key for all to kobo_staff, kobo_vendor
		using (municipality_id = (select kobo.municipality()) and viewer_id = (select kobo.viewer()))
		with check (municipality_id = (select kobo.municipality()) and viewer_id = (select kobo.viewer()));

	drop policy if exists closed on saved_filter;
	create policy closed on saved_filter for select to kobo_vendor, kobo_citizen, kobo_partner using (false);
	foreach t in array array['actor', 'saved_filter', 'act_key'] loop
		execute format('drop policy if exists job on %I', t);
		execute format('create policy job on %I for all to kobo_job using (municipality_id = (select kobo.municipality()))
			with check (municipality_id = (select kobo.municipality()))', t);
	end loop;
	foreach t in array array['actor', 'act_key'] loop
		execute format('drop policy if exists closed on %I', t);
		execute format('create policy closed on %I for select to kobo_citizen, kobo_partner using (false)', t);
	end loop;
end
$build$;
call kobo.build_wall();

-- +goose StatementEnd
