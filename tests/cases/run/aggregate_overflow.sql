-- A sum beyond BIGINT is an error, as an addition is.
CREATE TABLE t (n BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT sum(n) AS s FROM t GROUP BY tumble(INTERVAL '1 hour');
---- input t
{"n":9223372036854775807,"ts":"2026-01-01T10:00:00Z"}
{"n":1,"ts":"2026-01-01T10:00:01Z"}
---- error
Error: overflow in sum(n) (topic t, partition 0, offset 1)
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.
