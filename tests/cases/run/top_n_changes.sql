-- A top-N of what changes: the row that takes the place of one that left is found again.
CREATE TABLE t (id INT PRIMARY KEY, k TEXT, x INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
SELECT k, n, id FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY x DESC) AS n FROM t) WHERE n <= 2;
SELECT id, row_number() OVER (PARTITION BY k ORDER BY x) AS n, count(*) OVER (PARTITION BY k) AS c FROM t;
---- input t
{"before": null, "after": {"id": 1, "k": "a", "x": 5}, "op": "c"}
{"before": null, "after": {"id": 2, "k": "a", "x": 7}, "op": "c"}
{"before": null, "after": {"id": 3, "k": "a", "x": 6}, "op": "c"}
{"before": {"id": 2, "k": "a", "x": 7}, "after": {"id": 2, "k": "b", "x": 7}, "op": "u"}
{"before": {"id": 3, "k": "a", "x": 6}, "after": null, "op": "d"}
{"before": {"id": 2, "k": "b", "x": 7}, "after": null, "op": "d"}
{"before": null, "after": {"id": 4, "k": "a", "x": 2}, "op": "c"}
---- output
{"k":"a","n":1,"id":1}
{"k":"a","n":2,"id":4}
{"id":4,"n":1,"c":2}
{"id":1,"n":2,"c":2}
