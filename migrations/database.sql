-- What a database needs before its migrations: they run as kobo_owner, who can't make this. Runs as often as one likes.
do $database$
begin
	execute format('grant create on database %I to kobo_owner', current_database());
end
$database$;
alter schema public owner to kobo_owner;
create schema if not exists kobo authorization kobo_owner;
