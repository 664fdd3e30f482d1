CREATE TABLE t (a BOOLEAN, b BOOLEAN) WITH (connector = 'case');
SELECT a, b, a AND b AS "and", a OR b AS "or", NOT a AS "not", a = b AS eq, a IS DISTINCT FROM b AS "distinct",
  a IS TRUE AS is_true, a IS NOT FALSE AS not_false, a IS UNKNOWN AS "unknown" FROM t;
SELECT a, b FROM t WHERE a = b;
SELECT a, b FROM t WHERE NOT (a AND b);
---- input t
{"a":true,"b":true}
{"a":true,"b":false}
{"a":true}
{"a":false,"b":false}
{"a":false}
{}
---- output
{"a":true,"b":true,"and":true,"or":true,"not":false,"eq":true,"distinct":false,"is_true":true,"not_false":true,"unknown":false}
{"a":true,"b":false,"and":false,"or":true,"not":false,"eq":false,"distinct":true,"is_true":true,"not_false":true,"unknown":false}
{"a":true,"b":null,"and":null,"or":true,"not":false,"eq":null,"distinct":true,"is_true":true,"not_false":true,"unknown":false}
{"a":false,"b":false,"and":false,"or":false,"not":true,"eq":true,"distinct":false,"is_true":false,"not_false":false,"unknown":false}
{"a":false,"b":null,"and":false,"or":null,"not":true,"eq":null,"distinct":true,"is_true":false,"not_false":false,"unknown":false}
{"a":null,"b":null,"and":null,"or":null,"not":null,"eq":null,"distinct":false,"is_true":false,"not_false":true,"unknown":true}
{"a":true,"b":true}
{"a":false,"b":false}
{"a":true,"b":false}
{"a":false,"b":false}
{"a":false,"b":null}
