CREATE TABLE t (k TEXT, a BIGINT, b BIGINT) WITH (connector = 'case');
CREATE VIEW timed AS SELECT *, proctime() AS p FROM t;
EXPLAIN SELECT k, count(*) AS n, window_end FROM TABLE(TUMBLE(TABLE timed, DESCRIPTOR(p), INTERVAL '10' SECOND))
WHERE a > 1 GROUP BY k, window_start, window_end;
EXPLAIN SELECT k, p, window_start FROM TABLE(TUMBLE(TABLE timed, DESCRIPTOR(p), INTERVAL '10' SECOND)) WHERE p > now();
---- plan
Result  bounded, append-only  k TEXT, n BIGINT NOT NULL, window_end TIMESTAMP NOT NULL
  Project  k, count(*) AS n, window_end
    Aggregate  tumble 10 s, by k, count(*) BIGINT  [append-only; keeps groups of open windows]
      Project  k, p
        Processing time  p
          Filter  a > 1
            Project  k, a, p
              Project  k, a, proctime() AS p
                Scan t (case, json)  k TEXT, a BIGINT

Result  bounded, append-only  k TEXT, p TIMESTAMP NOT NULL, window_start TIMESTAMP NOT NULL
  Project  k, p, window_start
    Filter  p > now()
      Assign window  tumble 10 s
        Processing time  p
          Project  k, p
            Project  k, proctime() AS p
              Scan t (case, json)  k TEXT
