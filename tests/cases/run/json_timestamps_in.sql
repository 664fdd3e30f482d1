-- Zones are converted to UTC; numbers are the raw unit of the precision.
CREATE TABLE t (n TIMESTAMP, ms TIMESTAMP(3), s TIMESTAMP(0)) WITH (connector = 'case');
SELECT n, ms, s FROM t;
---- input t
{"n":"2026-01-01T12:00:00+02:00","ms":"2026-01-01 00:00:00.123999","s":"2026-01-01"}
{"n":1,"ms":1,"s":1}
{"n":-1,"ms":-1,"s":-1}
---- output
{"n":"2026-01-01T10:00:00","ms":"2026-01-01T00:00:00.123","s":"2026-01-01T00:00:00"}
{"n":"1970-01-01T00:00:00.000000001","ms":"1970-01-01T00:00:00.001","s":"1970-01-01T00:00:01"}
{"n":"1969-12-31T23:59:59.999999999","ms":"1969-12-31T23:59:59.999","s":"1969-12-31T23:59:59"}
