CREATE TABLE s (a BIGINT NOT NULL, b TEXT, c DATE) WITH (connector = 'case', type = 'sink');
INSERT INTO s SELECT 1, 2, DATE '2026-01-01', 4;
INSERT INTO s (b) SELECT 'x';
INSERT INTO s (a, b) SELECT 1;
INSERT INTO s SELECT 1, 'x', TRUE;
CREATE TABLE t WITH (connector = 'case', type = 'sink');
INSERT INTO t SELECT 1 AS a;
INSERT INTO t SELECT 'x' AS a;
---- output t
{"a":1}
---- error
Error: The query gives 4 columns, the table takes 3
  2 | INSERT INTO s SELECT 1, 2, DATE '2026-01-01', 4;
    |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
Hint: Its columns: a BIGINT, b TEXT, c DATE.

Error: Column 'a' is NOT NULL and gets no value
  3 | INSERT INTO s (b) SELECT 'x';
    |                   ^^^^^^^^^^

Error: The query gives 1 columns, the table takes 2
  4 | INSERT INTO s (a, b) SELECT 1;
    |                      ^^^^^^^^
Hint: Its columns: a BIGINT, b TEXT, c DATE.

Error: cannot cast BOOLEAN to DATE
  5 | INSERT INTO s SELECT 1, 'x', TRUE;
    |               ^^^^^^^^^^^^^^^^^^^

Error: all inserts into a table must share the same schema
  8 | INSERT INTO t SELECT 'x' AS a;
    |               ^^^^^^^^^^^^^^^
