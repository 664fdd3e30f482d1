-- Asks for the columns only: nothing is read, and it ends at once.
CREATE TABLE t (a BIGINT) WITH (connector = 'case', unbounded = true);
SELECT a, a + 1 AS b FROM t LIMIT 0;
---- output
