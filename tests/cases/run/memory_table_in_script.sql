-- A script is one pipeline: the SELECT waits for the INSERT that fills what it reads.
CREATE TABLE m;
INSERT INTO m VALUES (1, 'one'), (2, 'two');
SELECT column2, column1 FROM m WHERE column1 > 1;
---- output
{"column2":"two","column1":2}
