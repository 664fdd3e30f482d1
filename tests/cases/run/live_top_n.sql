-- ORDER BY with LIMIT over what goes on for ever is live; the bounded parts around it make it end.
CREATE TABLE t (k TEXT, x INT) WITH (connector = 'case', unbounded = true);
CREATE TABLE b (k TEXT, x INT) WITH (connector = 'case');
SELECT k, x FROM (SELECT k, x FROM t LIMIT 5) AS five ORDER BY x DESC LIMIT 2 OFFSET 1;
SELECT k, unnest(l) AS x FROM (SELECT k, array_agg(x) AS l FROM b GROUP BY k) AS s ORDER BY k, x;
---- input t
{"k": "a", "x": 1}
{"k": "b", "x": 2}
{"k": "c", "x": 3}
{"k": "d", "x": 4}
{"k": "e", "x": 5}
{"k": "f", "x": 6}
---- input b
{"k": "a", "x": 2}
{"k": "b", "x": 1}
{"k": "a", "x": 1}
---- output
{"k":"d","x":4}
{"k":"c","x":3}
{"k":"a","x":1}
{"k":"a","x":2}
{"k":"b","x":1}
