SELECT a FROM t GROUP a;
SELECT a FROM t ORDER BY a DOWN;
SELECT a FROM t LEFT s ON a = b;
SELECT a FROM TUMBLE(bids, ts, INTERVAL '1 minute');
SELECT a FROM t x y;
DROP TABLE t x;
CREATE TABLE t AS (a INT);
CREATE TABLE t (a);
CREATE TABLE t (a INT) WITH connector = 'kafka';
CREATE TABLE t (a STRUCT<b INT);
CREATE TABLE t (WATERMARK ts);
SELECT CAST(a, INT);
SELECT extract(hour, ts);
SET a b;
INSERT t SELECT 1;
SELECT sum(a) OVER PARTITION BY b FROM t;
---- error
Error: Expected BY after "GROUP", found "a"
  1 | SELECT a FROM t GROUP a;
    |                       ^

Error: Expected an operator, ASC, DESC, NULLS or "," after "a", found "DOWN"
  2 | SELECT a FROM t ORDER BY a DOWN;
    |                            ^^^^

Error: Expected OUTER or JOIN after "LEFT", found "s"
  3 | SELECT a FROM t LEFT s ON a = b;
    |                      ^

Error: Expected TABLE after "(", found "bids"
  4 | SELECT a FROM TUMBLE(bids, ts, INTERVAL '1 minute');
    |                      ^^^^

Error: Expected JOIN, ",", WHERE, GROUP BY or ORDER BY after "x", found "y"
  5 | SELECT a FROM t x y;
    |                   ^

Error: Expected the end of the statement after "t", found "x"
  6 | DROP TABLE t x;
    |              ^

Error: Expected a query after "(", found "a"
  7 | CREATE TABLE t AS (a INT);
    |                    ^

Error: Expected a type or AS after "a", found ")"
  8 | CREATE TABLE t (a);
    |                  ^

Error: Expected "(" after "WITH", found "connector"
  9 | CREATE TABLE t (a INT) WITH connector = 'kafka';
    |                             ^^^^^^^^^

Error: Expected "," or ">" after "INT", found ")"
  10 | CREATE TABLE t (a STRUCT<b INT);
     |                               ^

Error: Expected an operator or AS after "a", found ","
  12 | SELECT CAST(a, INT);
     |              ^

Error: Expected FROM, an operator, "," or ")" after "hour", found ","
  13 | SELECT extract(hour, ts);
     |                    ^

Error: Expected "=" or TO after "a", found "b"
  14 | SET a b;
     |       ^

Error: Expected INTO after "INSERT", found "t"
  15 | INSERT t SELECT 1;
     |        ^

Error: Expected "(" after "OVER", found "PARTITION"
  16 | SELECT sum(a) OVER PARTITION BY b FROM t;
     |                    ^^^^^^^^^
