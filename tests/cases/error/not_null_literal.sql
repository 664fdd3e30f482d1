CREATE TABLE s (a BIGINT NOT NULL, b TEXT) WITH (connector = 'case', type = 'sink');
INSERT INTO s SELECT NULL, 'x';
---- error
Error: NULL in column 'a', which is NOT NULL
Hint: Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.
