-- What a bounded INSERT fills is bounded.
CREATE TABLE m (x BIGINT);
INSERT INTO m VALUES (2), (3), (1);
SELECT x FROM m ORDER BY x;
---- output
{"x":1}
{"x":2}
{"x":3}
