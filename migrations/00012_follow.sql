-- +goose Up
-- +goose StatementBegin

-- When a dwelling goes to another unit, everything that belongs to it follows, also the rows that the one who moves it can't see: left
-- behind, the tenancy of a person in hiding would stay with a unit that has nothing to do with it any more. Returns nothing.
create function kobo.dwelling_to_unit(dwelling uuid, unit uuid) returns void security definer set search_path = '' language plpgsql as $$
declare
	t text;
	scope uuid[] := kobo.units();
begin
	if not kobo.may_act('DWELLING_EDIT')
		or not exists (select from public.dwelling d where d.id = dwelling and d.municipality_id = kobo.municipality()
			and (scope is null or d.unit_id = any (scope)))
		or not exists (select from public.unit u where u.id = unit and u.municipality_id = kobo.municipality()
			and (scope is null or u.id = any (scope)))
	then
		raise insufficient_privilege;
	end if;
	foreach t in array array['status_period', 'stock_change', 'rent_period', 'tenancy', 'tenancy_term', 'reservation', 'note', 'document', 'image', 'history'] loop
		execute format('update public.%I set unit_id = $2 where dwelling_id = $1', t) using dwelling, unit;
	end loop;
	update public.outlook o set unit_id = unit where o.id = dwelling;
	update public.tenant t set unit_id = unit where t.tenancy_id in (select y.id from public.tenancy y where y.dwelling_id = dwelling);
	update public.file f set unit_id = unit where f.id in (
		select i.file_id from public.image i where i.dwelling_id = dwelling
		union all select i.thumbnail_id from public.image i where i.dwelling_id = dwelling
		union all select d.file_id from public.document d where d.dwelling_id = dwelling);
end
$$;
comment on function kobo.dwelling_to_unit(uuid, uuid) is 'moves what belongs to a dwelling to another unit, whether the viewer sees it or not';

do $grants$
declare t text;
begin
	foreach t in array array['status_period', 'stock_change', 'rent_period', 'tenancy', 'tenancy_term', 'reservation', 'note', 'document', 'image', 'history'] loop
		execute format('grant select (dwelling_id), update (unit_id) on public.%I to kobo_finder', t);
	end loop;
end
$grants$;
grant select (id, municipality_id, unit_id) on dwelling to kobo_finder;
grant select (id, municipality_id) on unit to kobo_finder;
grant select (id), update (unit_id) on outlook to kobo_finder;
grant select (tenancy_id), update (unit_id) on tenant to kobo_finder;
grant select (id), update (unit_id) on file to kobo_finder;
grant select (file_id, thumbnail_id) on image to kobo_finder;
grant select (file_id) on document to kobo_finder;
grant select (id) on tenancy to kobo_finder;
grant select on kobo.grid to kobo_finder;
grant create on schema kobo to kobo_finder;
alter function kobo.dwelling_to_unit(uuid, uuid) owner to kobo_finder;
revoke create on schema kobo from kobo_finder;
revoke execute on function kobo.dwelling_to_unit(uuid, uuid) from public;
grant execute on function kobo.dwelling_to_unit(uuid, uuid) to kobo_staff, kobo_vendor, kobo_job;

-- +goose StatementEnd
