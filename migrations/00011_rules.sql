-- +goose Up
-- +goose StatementBegin

-- Which forms count as municipally disposed (kommunalt disponert) in KOSTRA skjema 13: those where the municipality decides who rents. By
-- a referral agreement (tilvisningsavtale) it points to tenants, and the landlord lets to them, so those dwellings don't count.
insert into disposition_rule (disposition, counts, valid_from, source) values
	('OWNED', true, '2015-01-01', 'KOSTRA skjema 13, Statistisk sentralbyrå'),
	('LEASED_IN', true, '2015-01-01', 'KOSTRA skjema 13, Statistisk sentralbyrå'),
	('PRIVATE_RIGHT_OF_DISPOSAL', true, '2015-01-01', 'KOSTRA skjema 13, Statistisk sentralbyrå'),
	('ALLOCATION_AGREEMENT', true, '2015-01-01', 'KOSTRA skjema 13, Statistisk sentralbyrå'),
	('FOUNDATION', true, '2015-01-01', 'KOSTRA skjema 13, Statistisk sentralbyrå'),
	('COOPERATIVE_SHARE', true, '2015-01-01', 'KOSTRA skjema 13, Statistisk sentralbyrå'),
	('REFERRAL_AGREEMENT', false, '2015-01-01', 'KOSTRA skjema 13, Statistisk sentralbyrå');

-- +goose StatementEnd
