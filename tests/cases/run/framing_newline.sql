-- Each line of a message is a row; metadata repeats, empty lines are none.
CREATE TABLE t (a BIGINT, o BIGINT METADATA FROM 'offset_id') WITH (connector = 'case', framing = 'newline');
SELECT a, o FROM t;
---- input t escaped
{"a":1}\n{"a":2}\n
{"a":3}
\n{"a":4}\n\n{"a":5}
---- output
{"a":1,"o":0}
{"a":2,"o":0}
{"a":3,"o":1}
{"a":4,"o":2}
{"a":5,"o":2}
