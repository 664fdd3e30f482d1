-- One bad record does not touch the others of its batch: not JSON, wrong type, out of range, NOT NULL, NULL by absence.
CREATE TABLE t (a TINYINT NOT NULL, s TEXT) WITH (connector = 'case', bad_data = 'drop');
SELECT a, s FROM t;
---- input t
{"a":1,"s":"one"}
{"a":2
{"a":"x"}
{"a":300}
{"a":3,"s":4}
{"s":"no a"}
{"a":null}
{"a":5,"s":"five"}
---- output
{"a":1,"s":"one"}
{"a":5,"s":"five"}
