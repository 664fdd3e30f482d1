CREATE TABLE t (a BIGINT, s STRUCT<x BIGINT, y TEXT>) WITH (connector = 'case');
SELECT *, t.*, s.*, a AS more FROM t;
---- input t
{"a":1,"s":{"x":2,"y":"z"}}
---- output
{"a":1,"s":{"x":2,"y":"z"},"a_2":1,"s_2":{"x":2,"y":"z"},"x":2,"y":"z","more":1}
