CREATE TABLE m (a BIGINT);
SELECT a FROM m;
INSERT INTO m SELECT 1;
INSERT INTO m SELECT 2;
CREATE TABLE n (a BIGINT, b BIGINT AS (a + 1));
CREATE TABLE n (ts TIMESTAMP, WATERMARK FOR ts);
CREATE TABLE n (a BIGINT) WITH (connector = 'memory', format = 'json');
---- error
Error: Can't query from memory table m without first inserting into it.
  2 | SELECT a FROM m;
    |               ^
Hint: Fill it in the same pipeline: in the shell put both into EXECUTE STATEMENT SET BEGIN … END.

Error: Can only insert into a memory table once
  4 | INSERT INTO m SELECT 2;
    |             ^

Error: A memory table takes no generated columns, metadata columns or watermark
  5 | CREATE TABLE n (a BIGINT, b BIGINT AS (a + 1));
    |              ^
Hint: Compute them in the INSERT that fills it.

Error: A memory table takes no generated columns, metadata columns or watermark
  6 | CREATE TABLE n (ts TIMESTAMP, WATERMARK FOR ts);
    |              ^
Hint: Compute them in the INSERT that fills it.

Error: unknown options provided in WITH clause: 'format'
  7 | CREATE TABLE n (a BIGINT) WITH (connector = 'memory', format = 'json');
    |                                                       ^^^^^^
Hint: A memory table takes no options.
