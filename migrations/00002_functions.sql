-- +goose Up
-- +goose StatementBegin

-- Wall 2 reads who asks from settings that are local to a transaction, and what a right opens from the same grid as wall 1.
-- Policies write each call as (select kobo.f()), which PostgreSQL then evaluates once per statement, not once per row.

revoke all on schema public, kobo from public;
grant usage on schema public, kobo to
	kobo_staff, kobo_citizen, kobo_partner, kobo_vendor, kobo_stats, kobo_job, kobo_serve, kobo_work, kobo_finder;
-- PostgreSQL lets everyone run a new function; not those that kobo_owner makes from here on.
alter default privileges revoke execute on functions from public;

-- Facts for statistics, folded in by jobs. Analysts see this and no base table.
create schema stats;
grant usage on schema stats to kobo_stats, kobo_job, kobo_serve, kobo_work;

create table kobo.grid (
	name       text not null,
	kind       text not null,
	module     text not null,
	right_name text not null,
	read       boolean not null,
	write      boolean not null,
	act        boolean not null,
	primary key (name, right_name)
);
comment on table kobo.grid is 'internal/access/policy.csv, one row for each cell that is not empty; loaded by each migration';

create function kobo.municipality() returns uuid stable parallel safe language sql
	return nullif(current_setting('kobo.municipality', true), '')::uuid;
comment on function kobo.municipality() is 'the municipality the viewer acts in; null: none';

create function kobo.units() returns uuid[] stable parallel safe language sql
	return string_to_array(nullif(current_setting('kobo.units', true), ''), ',')::uuid[];
comment on function kobo.units() is 'the units the viewer is restricted to; null: the whole municipality';

create function kobo.viewer() returns uuid stable parallel safe language sql
	return nullif(current_setting('kobo.viewer', true), '')::uuid;
comment on function kobo.viewer() is 'who asks; null: nobody';

create function kobo.setting_list(name text) returns text[] stable parallel safe language sql
	return string_to_array(nullif(current_setting(name, true), ''), ',');

-- The four questions below are plpgsql, which keeps their plans for the session.

create function kobo.readable() returns text[] stable parallel safe language plpgsql as $$
begin
	return array(
		select g.name from kobo.grid g
		where g.kind = 'class' and g.read and g.right_name = any (kobo.setting_list('kobo.read'))
			and (g.module = '-' or g.module = any (kobo.setting_list('kobo.modules')))
		union
		select 'PUBLIC' where kobo.viewer() is not null);
end $$;
comment on function kobo.readable() is 'the classes the viewer may read';

create function kobo.may(class text) returns boolean stable parallel safe language plpgsql as $$
begin
	return kobo.viewer() is not null and (class = 'PUBLIC' or exists (
		select from kobo.grid g
		where g.name = class and g.kind = 'class' and g.read and g.right_name = any (kobo.setting_list('kobo.read'))
			and (g.module = '-' or g.module = any (kobo.setting_list('kobo.modules')))));
end $$;
comment on function kobo.may(text) is 'may the viewer read the class';

create function kobo.may_write(class text) returns boolean stable parallel safe language plpgsql as $$
begin
	return kobo.viewer() is not null and exists (
		select from kobo.grid g
		where g.name = class and g.kind = 'class' and g.write and g.right_name = any (kobo.setting_list('kobo.write'))
			and (g.module = '-' or g.module = any (kobo.setting_list('kobo.modules'))));
end $$;
comment on function kobo.may_write(text) is 'may the viewer write the class';

create function kobo.may_act(variadic acts text[]) returns boolean stable parallel safe language plpgsql as $$
begin
	return kobo.viewer() is not null and exists (
		select from kobo.grid g
		where g.name = any (acts) and g.kind = 'act' and g.act
			and g.right_name = any (kobo.setting_list(case when g.read then 'kobo.read' else 'kobo.write' end))
			and (g.module = '-' or g.module = any (kobo.setting_list('kobo.modules'))));
end $$;
comment on function kobo.may_act(text[]) is 'may the viewer carry out one of the acts';

-- Functions that see all rows. They answer with a number or a boolean, never a row, and only about the viewer's own municipality.

create function kobo.dwelling_taken(dwelling uuid) returns boolean stable security definer set search_path = '' language sql
	return exists (
		select from public.tenancy t
		where t.dwelling_id = dwelling and t.municipality_id = kobo.municipality() and t.ended_on is null and t.cancelled_at is null);
comment on function kobo.dwelling_taken(uuid) is 'has the dwelling a tenancy in force, whether the viewer sees it or not';

create function kobo.dwelling_let_between(dwelling uuid, first date, last date, but uuid) returns boolean
	stable security definer set search_path = '' language sql
	return exists (
		select from public.tenancy t
		where t.dwelling_id = dwelling and t.municipality_id = kobo.municipality() and t.cancelled_at is null and t.id is distinct from but
			and t.starts_on <= coalesce(last, 'infinity') and coalesce(t.ended_on, 'infinity') >= first);
comment on function kobo.dwelling_let_between(uuid, date, date, uuid) is
	'has the dwelling another tenancy that overlaps the days from first to last (null: open), whether the viewer sees it or not';

create function kobo.vacancy_warning_days() returns integer stable security definer set search_path = '' language sql
	return coalesce((select s.vacancy_warning_days from public.municipality_settings s where s.id = kobo.municipality()), 30);
comment on function kobo.vacancy_warning_days() is 'how many days a dwelling stands empty before it is pointed out, which all staff are told';

grant select (id, dwelling_id, municipality_id, starts_on, ended_on, cancelled_at) on tenancy to kobo_finder;
grant select (id, vacancy_warning_days) on municipality_settings to kobo_finder;
grant create on schema kobo to kobo_finder;
alter function kobo.dwelling_taken(uuid) owner to kobo_finder;
alter function kobo.dwelling_let_between(uuid, date, date, uuid) owner to kobo_finder;
alter function kobo.vacancy_warning_days() owner to kobo_finder;
revoke create on schema kobo from kobo_finder;

grant execute on all functions in schema kobo to
	kobo_staff, kobo_citizen, kobo_partner, kobo_vendor, kobo_stats, kobo_job, kobo_finder;
grant select on kobo.grid to kobo_staff, kobo_citizen, kobo_partner, kobo_vendor, kobo_stats, kobo_job;

-- +goose StatementEnd
