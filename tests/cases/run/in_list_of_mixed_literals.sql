-- Many literals are one look-up; NULL and what is no literal are tested beside it.
CREATE TABLE t (a BIGINT, b BIGINT, s TEXT) WITH (connector = 'case');
SELECT a,
  a IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, NULL) AS or_null,
  a NOT IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, b) AS and_b,
  a IN (1.0, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) AS doubles,
  s IN ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', NULL) AS text_or_null
FROM t;
---- input t
{"a":1,"b":50,"s":"12"}
{"a":2,"b":null,"s":"13"}
{"a":50,"b":50,"s":null}
{"a":51,"b":50,"s":"1"}
{"a":51,"b":null,"s":"1"}
{"a":null,"b":1,"s":"2"}
---- output
{"a":1,"or_null":true,"and_b":false,"doubles":true,"text_or_null":true}
{"a":2,"or_null":true,"and_b":false,"doubles":false,"text_or_null":null}
{"a":50,"or_null":null,"and_b":false,"doubles":false,"text_or_null":null}
{"a":51,"or_null":null,"and_b":true,"doubles":false,"text_or_null":true}
{"a":51,"or_null":null,"and_b":null,"doubles":false,"text_or_null":true}
{"a":null,"or_null":null,"and_b":null,"doubles":null,"text_or_null":true}
