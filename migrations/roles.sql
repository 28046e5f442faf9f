-- The roles of Kobo. They are the whole cluster's, so this runs before the migrations of any database, as a superuser, as
-- often as one likes. Login roles get their passwords from whoever runs the cluster; without one they can't log in over a network.
do $roles$
declare
	r record;
begin
	perform pg_advisory_xact_lock(1802461807); -- one process at a time makes them
	for r in
		select * from (values
			-- Owns the tables and migrates; never serves.
			('kobo_owner', 'nologin'),
			-- Viewer roles: each has policies of its own on every table with anyone's data.
			('kobo_staff', 'nologin'), ('kobo_citizen', 'nologin'), ('kobo_partner', 'nologin'), ('kobo_vendor', 'nologin'),
			('kobo_stats', 'nologin'), ('kobo_job', 'nologin'),
			-- Service roles. kobo_auth: sessions and who people are. kobo_queue: puts jobs in the queue; kobo_worker: works it.
			-- kobo_audit: owns the log; kobo_log: notes reads in it and seals it. kobo_finder: owns the few functions that must know of all rows.
			('kobo_auth', 'login'), ('kobo_queue', 'nologin'), ('kobo_worker', 'nologin'), ('kobo_audit', 'nologin'),
			('kobo_log', 'login'),
			('kobo_finder', 'nologin bypassrls'),
			-- Login roles: nothing of their own, not even what they are members of, until a transaction says whom it is for.
			('kobo_serve', 'login noinherit'), ('kobo_work', 'login noinherit')
		) as v (name, attributes)
	loop
		if not exists (select from pg_roles where rolname = r.name) then
			execute format('create role %I %s', r.name, r.attributes);
		end if;
	end loop;
	for r in
		select * from (values
			('kobo_staff', 'kobo_serve'), ('kobo_citizen', 'kobo_serve'), ('kobo_partner', 'kobo_serve'), ('kobo_vendor', 'kobo_serve'),
			('kobo_stats', 'kobo_serve'), ('kobo_queue', 'kobo_serve'),
			('kobo_job', 'kobo_work'), ('kobo_queue', 'kobo_work'), ('kobo_worker', 'kobo_work'),
			-- Migrations hand functions over to these two.
			('kobo_finder', 'kobo_owner'), ('kobo_audit', 'kobo_owner')
		) as v (role, member)
	loop
		if not pg_has_role(r.member, r.role, 'member') then
			execute format('grant %I to %I', r.role, r.member);
		end if;
	end loop;
end
$roles$;
