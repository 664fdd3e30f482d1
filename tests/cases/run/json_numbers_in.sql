-- Integers as numbers and texts, 1.0 and 1e3 too; floats as texts; a DECIMAL's surplus digits are rounded half away.
CREATE TABLE t (i BIGINT, d DOUBLE, c DECIMAL(6, 2)) WITH (connector = 'case');
SELECT i, d, c FROM t;
---- input t
{"i":1.0,"d":"NaN","c":1.005}
{"i":"42","d":"1.5","c":"-1.005"}
{"i":1e3,"d":-0.0,"c":2}
---- output
{"i":1,"d":null,"c":1.01}
{"i":42,"d":1.5,"c":-1.01}
{"i":1000,"d":-0.0,"c":2.00}
