CREATE TABLE t (value TEXT) WITH (connector = 'case', format = 'raw_string');
CREATE TABLE out (value TEXT) WITH (connector = 'case', format = 'raw_string', type = 'sink');
INSERT INTO out SELECT CASE WHEN value = 'no' THEN NULL ELSE upper(value) END FROM t;
SELECT length(value) AS n FROM t;
---- input t escaped
straße
no
two\nlines
\xff!
---- output
{"n":6}
{"n":2}
{"n":9}
{"n":2}
---- output out
STRASSE
\N
TWO
LINES
�!
