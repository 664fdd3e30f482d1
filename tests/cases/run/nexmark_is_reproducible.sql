CREATE TABLE n WITH (connector = 'nexmark', event_rate = 100, message_count = 6, seed = 7, start_time = '2026-01-01T00:00:00Z');
SELECT person.id AS person, auction.id AS auction, bid.price AS price, row_time() AS at FROM n;
---- output
{"person":1000,"auction":null,"price":null,"at":"2026-01-01T00:00:00"}
{"person":null,"auction":1000,"price":null,"at":"2026-01-01T00:00:00.010"}
{"person":null,"auction":1001,"price":null,"at":"2026-01-01T00:00:00.020"}
{"person":null,"auction":1002,"price":null,"at":"2026-01-01T00:00:00.030"}
{"person":null,"auction":null,"price":24043832,"at":"2026-01-01T00:00:00.040"}
{"person":null,"auction":null,"price":5035645,"at":"2026-01-01T00:00:00.050"}
