-- A column or field keeps its last name, other expressions get their text; repeated names are numbered.
CREATE TABLE t (a BIGINT, s STRUCT<x BIGINT, y TEXT>) WITH (connector = 'case');
SELECT a, t.a, A + 1, s.x, s['y'], t.s.x AS named, upper(s.y), CASE WHEN a = 1 THEN 'one' END, a FROM t;
---- input t
{"a":1,"s":{"x":2,"y":"z"}}
---- output
{"a":1,"a_2":1,"a + 1":2,"x":2,"y":"z","named":2,"upper(s.y)":"Z","case when a = 1 then 'one' end":"one","a_3":1}
