-- A condition that cannot become true any more is left: no division by zero, also behind a NULL.
CREATE TABLE t (a BIGINT, b BOOLEAN) WITH (connector = 'case');
SELECT a FROM t WHERE b AND 10 / a > 1;
SELECT CASE WHEN b AND 10 / a > 1 THEN 'taken' ELSE 'left' END AS c FROM t;
SELECT a * 2 AS a FROM t WHERE (b OR a = 0) AND (a = 0 OR 10 / a > 1);
---- input t
{"a":0,"b":null}
{"a":0,"b":false}
{"a":2,"b":true}
---- output
{"a":2}
{"c":"left"}
{"c":"left"}
{"c":"taken"}
{"a":0}
{"a":0}
{"a":4}
