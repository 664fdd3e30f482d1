-- Panes of a hop are merged, sessions grow together: arrivals stay in order, numbers are as if taken at once.
CREATE TABLE t (ts TIMESTAMP NOT NULL, x BIGINT, y DOUBLE, s TEXT, WATERMARK FOR ts AS ts - INTERVAL '5 seconds')
WITH (connector = 'case');
SELECT hop(INTERVAL '2 seconds', INTERVAL '6 seconds') AS w, string_agg(s, '') AS texts, first_value(s) AS first, last_value(s) AS last,
  nth_value(s, 2) AS second, array_agg(x) AS xs, bool_or(x > 3) AS some, bit_xor(x) AS bits, var_pop(x) AS v, corr(y, x) AS c,
  median(x) AS mid, approx_distinct(s) AS d, approx_median(y) AS am
FROM t GROUP BY w;
SELECT session(INTERVAL '3 seconds') AS w, string_agg(s, '') AS texts, first_value(s) AS first, last_value(s) AS last,
  stddev(x) AS sd, regr_slope(y, x) AS slope, median(y) AS mid, bit_and(x) AS bits
FROM t GROUP BY w;
---- input t
{"ts":"2026-01-01T00:00:05","x":5,"y":2.5,"s":"a"}
{"ts":"2026-01-01T00:00:01","x":1,"y":0.5,"s":"b"}
{"ts":"2026-01-01T00:00:03","x":3,"y":1.5,"s":"c"}
{"ts":"2026-01-01T00:00:07","x":null,"y":3.0,"s":"b"}
{"ts":"2026-01-01T00:00:04","x":4,"y":7.0,"s":null}
{"ts":"2026-01-01T00:00:12","x":7,"y":3.5,"s":"d"}
{"ts":"2026-01-01T00:00:30","x":9,"y":1.0,"s":"e"}
---- output
{"w":{"start":"2025-12-31T23:59:56","end":"2026-01-01T00:00:02"},"texts":"b","first":"b","last":"b","second":null,"xs":[1],"some":false,"bits":1,"v":0.0,"c":null,"mid":1,"d":1,"am":0.5}
{"w":{"start":"2025-12-31T23:59:58","end":"2026-01-01T00:00:04"},"texts":"bc","first":"b","last":"c","second":"c","xs":[1,3],"some":false,"bits":2,"v":1.0,"c":1.0,"mid":2,"d":2,"am":1.0}
{"w":{"start":"2026-01-01T00:00:00","end":"2026-01-01T00:00:06"},"texts":"abc","first":"a","last":null,"second":"b","xs":[5,1,3,4],"some":true,"bits":3,"v":2.1875,"c":0.5528162322313309,"mid":3,"d":3,"am":2.0}
{"w":{"start":"2026-01-01T00:00:02","end":"2026-01-01T00:00:08"},"texts":"acb","first":"a","last":null,"second":"c","xs":[5,3,null,4],"some":true,"bits":2,"v":0.6666666666666666,"c":0.1706640371965723,"mid":4,"d":3,"am":2.75}
{"w":{"start":"2026-01-01T00:00:04","end":"2026-01-01T00:00:10"},"texts":"ab","first":"a","last":null,"second":"b","xs":[5,null,4],"some":true,"bits":1,"v":0.25,"c":-1.0,"mid":4,"d":2,"am":3.0}
{"w":{"start":"2026-01-01T00:00:06","end":"2026-01-01T00:00:12"},"texts":"b","first":"b","last":"b","second":null,"xs":[null],"some":null,"bits":null,"v":null,"c":null,"mid":null,"d":1,"am":3.0}
{"w":{"start":"2026-01-01T00:00:08","end":"2026-01-01T00:00:14"},"texts":"d","first":"d","last":"d","second":null,"xs":[7],"some":true,"bits":7,"v":0.0,"c":null,"mid":7,"d":1,"am":3.5}
{"w":{"start":"2026-01-01T00:00:10","end":"2026-01-01T00:00:16"},"texts":"d","first":"d","last":"d","second":null,"xs":[7],"some":true,"bits":7,"v":0.0,"c":null,"mid":7,"d":1,"am":3.5}
{"w":{"start":"2026-01-01T00:00:12","end":"2026-01-01T00:00:18"},"texts":"d","first":"d","last":"d","second":null,"xs":[7],"some":true,"bits":7,"v":0.0,"c":null,"mid":7,"d":1,"am":3.5}
{"w":{"start":"2026-01-01T00:00:26","end":"2026-01-01T00:00:32"},"texts":"e","first":"e","last":"e","second":null,"xs":[9],"some":true,"bits":9,"v":0.0,"c":null,"mid":9,"d":1,"am":1.0}
{"w":{"start":"2026-01-01T00:00:28","end":"2026-01-01T00:00:34"},"texts":"e","first":"e","last":"e","second":null,"xs":[9],"some":true,"bits":9,"v":0.0,"c":null,"mid":9,"d":1,"am":1.0}
{"w":{"start":"2026-01-01T00:00:30","end":"2026-01-01T00:00:36"},"texts":"e","first":"e","last":"e","second":null,"xs":[9],"some":true,"bits":9,"v":0.0,"c":null,"mid":9,"d":1,"am":1.0}
{"w":{"start":"2026-01-01T00:00:01","end":"2026-01-01T00:00:10"},"texts":"abcb","first":"a","last":null,"sd":1.707825127659933,"slope":0.9285714285714286,"mid":2.5,"bits":0}
{"w":{"start":"2026-01-01T00:00:12","end":"2026-01-01T00:00:15"},"texts":"d","first":"d","last":"d","sd":null,"slope":null,"mid":3.5,"bits":7}
{"w":{"start":"2026-01-01T00:00:30","end":"2026-01-01T00:00:33"},"texts":"e","first":"e","last":"e","sd":null,"slope":null,"mid":1.0,"bits":9}
