-- In generated columns, views, filters, sort keys, inserts, unions; the watermark keeps its place behind the rows.
CREATE FUNCTION shout(s TEXT) RETURNS TEXT LANGUAGE typescript AS $$ (s: string | null) => s && s.toUpperCase() + "!" $$;
CREATE FUNCTION secs(n BIGINT) RETURNS TIMESTAMP(0) LANGUAGE typescript AS $$ return n $$;
CREATE FUNCTION one() RETURNS INT LANGUAGE typescript AS $$ return 1 $$;
CREATE TABLE t (a BIGINT NOT NULL, s TEXT, loud TEXT AS (shout(s)), at TIMESTAMP(0) AS (secs(a)), WATERMARK FOR at) WITH (connector = 'case');
CREATE TABLE o (a BIGINT, loud TEXT) WITH (connector = 'case');
CREATE VIEW v AS SELECT a, shout(loud) AS louder FROM t WHERE shout(s) <> 'B!';
SELECT * FROM t;
SELECT * FROM v ORDER BY shout(louder) DESC, a;
SELECT one() + 1 AS two, shout('x') AS x, shout(NULL) AS n;
SELECT louder FROM v WHERE a = 1 UNION ALL SELECT shout(s) FROM t WHERE a = 3 ORDER BY louder;
INSERT INTO o SELECT a, loud FROM t WHERE shout(s) = 'A!';
SELECT shout(s) AS s FROM t LIMIT 1;
SHOW CREATE TABLE t;
EXPLAIN SELECT a FROM (SELECT a, shout(s) AS unread FROM t);
EXPLAIN SELECT CASE WHEN a > 1 THEN shout(s || shout(s)) ELSE loud END AS x FROM t WHERE a > 0 AND shout(s) <> '';
---- input t
{"a":1,"s":"a"}
{"a":2,"s":"b"}
{"a":3,"s":"c"}
---- output
{"a":1,"s":"a","loud":"A!","at":"1970-01-01T00:00:01"}
{"a":2,"s":"b","loud":"B!","at":"1970-01-01T00:00:02"}
{"a":3,"s":"c","loud":"C!","at":"1970-01-01T00:00:03"}
{"a":3,"louder":"C!!"}
{"a":1,"louder":"A!!"}
{"two":2,"x":"X!","n":null}
{"louder":"A!!"}
{"louder":"C!"}
{"s":"A!"}
{"create_table":"CREATE TABLE t (\n  a BIGINT NOT NULL,\n  s TEXT,\n  loud TEXT GENERATED ALWAYS AS (shout(s)),\n  at TIMESTAMP(0) GENERATED ALWAYS AS (secs(a)),\n  WATERMARK FOR at\n) WITH (\n  connector = 'case'\n);"}
---- output o
{"a":1,"loud":"A!"}
---- plan
Result  bounded, append-only  a BIGINT NOT NULL
  Project  a
    Project  a
      Watermark  event time at, watermark at
        Project  a, secs(a) AS at
          Call  secs(a)
            Scan t (case, json)  a BIGINT

Result  bounded, append-only  x TEXT
  Project  CASE WHEN a > 1 THEN shout(s || shout(s)) ELSE loud END AS x
    Call  shout(s || shout(s)), where needed
      Project  loud, a > 1, CASE WHEN a > 1 THEN s || shout(s) ELSE NULL END AS s || shout(s)
        Call  shout(s), where needed
          Project  s, loud, a > 1
            Project  a, s, loud
              Filter  shout(s) <> ''
                Call  shout(s)
                  Filter  a > 0
                    Watermark  event time at, watermark at
                      Project  a, s, shout(s) AS loud, secs(a) AS at
                        Call  secs(a)
                          Call  shout(s)
                            Scan t (case, json)  a BIGINT, s TEXT
