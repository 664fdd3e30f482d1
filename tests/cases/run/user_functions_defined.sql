CREATE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return 1 $$;
CREATE FUNCTION IF NOT EXISTS f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return 2 $$;
SELECT f(0) AS first;
CREATE VIEW v AS SELECT f(0) AS f;
SELECT * FROM v;
CREATE OR REPLACE FUNCTION f(a BIGINT, camelCase TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return camelCase $$;
CREATE OR REPLACE FUNCTION f(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return 3 $$;
SELECT * FROM v;
DROP VIEW v;
DROP FUNCTION f;
DROP FUNCTION IF EXISTS f;
CREATE AGGREGATE FUNCTION middle(x DOUBLE) RETURNS DOUBLE LANGUAGE typescript AS $$
  // the values come in no order
  (xs: number[]) => xs.toSorted((a, b) => a - b)[xs.length >> 1] ?? null
$$;
---- output
{"first":1}
{"f":1}
{"f":3}
---- notice
Created function f
Function f exists already
Created view v
Created function f
Created function f
Dropped view v
Dropped function f
Function f not found, nothing dropped
Created function middle
