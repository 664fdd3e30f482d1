-- ASC puts NULLs last, DESC first; aliases before columns, ordinals, expressions that are not selected; ties stay in order.
CREATE TABLE t (a BIGINT, b TEXT) WITH (connector = 'case');
SELECT a, b FROM t ORDER BY a;
SELECT a, b FROM t ORDER BY a DESC, b;
SELECT a FROM t ORDER BY a NULLS FIRST;
SELECT -a AS a, b FROM t ORDER BY a NULLS LAST;
SELECT b FROM t ORDER BY a % 2, 1 DESC;
---- input t
{"a":2,"b":"x"}
{"a":null,"b":"y"}
{"a":1,"b":"z"}
{"a":2,"b":"a"}
---- output
{"a":1,"b":"z"}
{"a":2,"b":"x"}
{"a":2,"b":"a"}
{"a":null,"b":"y"}
{"a":null,"b":"y"}
{"a":2,"b":"a"}
{"a":2,"b":"x"}
{"a":1,"b":"z"}
{"a":null}
{"a":1}
{"a":2}
{"a":2}
{"a":-2,"b":"x"}
{"a":-2,"b":"a"}
{"a":-1,"b":"z"}
{"a":null,"b":"y"}
{"b":"x"}
{"b":"a"}
{"b":"z"}
{"b":"y"}
