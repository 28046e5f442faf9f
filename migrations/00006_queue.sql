-- +goose Up
-- +goose StatementBegin

-- The queue (00005 makes its tables) holds ids and a purpose, never people's data. An act adds to it as kobo_queue; workers work
-- it as kobo_worker.
grant usage on schema river to kobo_queue, kobo_worker, kobo_serve, kobo_work;
-- A job that is there already is found by an update that changes nothing.
grant select, insert, update (kind) on river.river_job to kobo_queue;
grant select, insert, update, delete on all tables in schema river to kobo_worker;
grant usage on all sequences in schema river to kobo_queue, kobo_worker;
grant execute on all functions in schema river to kobo_queue, kobo_worker;

-- +goose StatementEnd
