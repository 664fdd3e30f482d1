VALUES (1, 'one', NULL), (2, NULL, 2.5);
SELECT column2 AS name FROM (VALUES (1, 'one'), (2, 'two')) AS v WHERE column1 = 2;
SELECT n FROM (VALUES (3), (1), (2)) AS v (n) ORDER BY n;
VALUES (1), ('2'), (3.5);
VALUES (TIMESTAMP '2026-01-01 00:00:00'), ('2026-01-02');
---- output
{"column1":1,"column2":"one","column3":null}
{"column1":2,"column2":null,"column3":2.5}
{"name":"two"}
{"n":1}
{"n":2}
{"n":3}
{"column1":1.0}
{"column1":2.0}
{"column1":3.5}
{"column1":"2026-01-01T00:00:00"}
{"column1":"2026-01-02T00:00:00"}
