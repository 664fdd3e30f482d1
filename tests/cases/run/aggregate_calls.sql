-- FILTER, DISTINCT, ORDER BY inside a call and HAVING; −0 and 0 are one key, NaN is one and the largest.
CREATE TABLE t (k DOUBLE, n BIGINT, name TEXT, price DECIMAL(10, 2), f DOUBLE, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
SELECT k, count(*) AS c, count(n) AS present, count(*) FILTER (WHERE n > 1) AS over_one, count(DISTINCT name) AS names,
    count(DISTINCT name) FILTER (WHERE n > 1) AS some_names, sum(DISTINCT n) AS different, min(name ORDER BY n) AS first_name
  FROM t GROUP BY tumble(INTERVAL '1 hour'), k;
SELECT sum(price) AS total, avg(price) AS mean, sum(f) AS f, avg(n) AS n, max(f) AS high, min(f) AS low, max(ts) AS last, min(n > 1) AS b
  FROM t GROUP BY tumble(INTERVAL '1 hour');
SELECT name, count(*) AS c FROM t GROUP BY tumble(INTERVAL '1 hour'), name HAVING count(*) > 1 AND max(n) < 4;
SELECT upper(name) || '!' AS loud, 2 * sum(n + 1) AS s FROM t GROUP BY tumble(INTERVAL '1 hour'), upper(name);
---- input t
{"k":0,"n":1,"name":"a","price":1.10,"f":1.5,"ts":"2026-01-01T10:00:00Z"}
{"k":-0.0,"n":2,"name":"a","price":2.20,"f":null,"ts":"2026-01-01T10:00:01Z"}
{"k":"NaN","n":null,"name":null,"price":null,"f":"NaN","ts":"2026-01-01T10:00:02Z"}
{"k":0,"n":2,"name":"b","price":0.01,"f":-2,"ts":"2026-01-01T10:00:03Z"}
{"k":"NaN","n":4,"name":"B","price":0.02,"f":0.5,"ts":"2026-01-01T10:00:04Z"}
{"k":null,"n":3,"name":"b","price":99999999.99,"f":0,"ts":"2026-01-01T10:00:05Z"}
---- output
{"k":0.0,"c":3,"present":3,"over_one":2,"names":2,"some_names":2,"different":3,"first_name":"a"}
{"k":null,"c":2,"present":1,"over_one":1,"names":1,"some_names":1,"different":4,"first_name":"B"}
{"k":null,"c":1,"present":1,"over_one":1,"names":1,"some_names":1,"different":3,"first_name":"b"}
{"total":100000003.32,"mean":20000000.664000,"f":null,"n":2.4,"high":null,"low":-2.0,"last":"2026-01-01T10:00:05","b":false}
{"name":"a","c":2}
{"name":"b","c":2}
{"loud":"A!","s":10}
{"loud":null,"s":null}
{"loud":"B!","s":24}
