CREATE TABLE t (a INT, UNIQUE (a));
CREATE TABLE t (a INT, CHECK (a > 1));
CREATE TABLE t (a INT, CONSTRAINT c PRIMARY KEY (a));
CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES u (a));
CREATE TABLE t (a INT UNIQUE);
CREATE TABLE t (a INT DEFAULT 1);
---- error
Error: Unsupported table constraint `UNIQUE`
  1 | CREATE TABLE t (a INT, UNIQUE (a));
    |                        ^^^^^^

Error: Unsupported table constraint `CHECK`
  2 | CREATE TABLE t (a INT, CHECK (a > 1));
    |                        ^^^^^

Error: Unsupported table constraint `CONSTRAINT`
  3 | CREATE TABLE t (a INT, CONSTRAINT c PRIMARY KEY (a));
    |                        ^^^^^^^^^^

Error: Unsupported table constraint `FOREIGN`
  4 | CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES u (a));
    |                        ^^^^^^^

Error: Unsupported table constraint `UNIQUE`
  5 | CREATE TABLE t (a INT UNIQUE);
    |                       ^^^^^^

Error: Unsupported table constraint `DEFAULT`
  6 | CREATE TABLE t (a INT DEFAULT 1);
    |                       ^^^^^^^
