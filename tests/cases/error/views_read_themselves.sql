CREATE VIEW a AS SELECT 1 AS n;
CREATE VIEW b AS SELECT n FROM a;
CREATE OR REPLACE VIEW a AS SELECT n + 1 AS n FROM a;
CREATE OR REPLACE VIEW a AS SELECT n FROM b;
CREATE TABLE t (n BIGINT) WITH (connector = 'case');
CREATE OR REPLACE VIEW t AS SELECT n FROM t;
---- error
Error: a would read itself
  3 | CREATE OR REPLACE VIEW a AS SELECT n + 1 AS n FROM a;
    |                                                    ^
Hint: Give the new view another name.

Error: a would read itself
  1 | SELECT n FROM a
    |               ^
Hint: Give the new view another name.

Error: t would read itself
  6 | CREATE OR REPLACE VIEW t AS SELECT n FROM t;
    |                                           ^
Hint: Give the new view another name.
