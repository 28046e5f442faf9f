-- +goose Up
-- create index "dwelling_agreement_id" to table: "dwelling"
CREATE INDEX "dwelling_agreement_id" ON "dwelling" ("agreement_id") WHERE agreement_id is not null;
-- modify "import_run" table
ALTER TABLE "import_run" ADD COLUMN "headings" jsonb NOT NULL DEFAULT '[]';
-- create index "rentperiod_dwelling_id_valid_from" to table: "rent_period"
CREATE INDEX "rentperiod_dwelling_id_valid_from" ON "rent_period" ("dwelling_id", "valid_from");
