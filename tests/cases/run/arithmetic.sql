CREATE TABLE t (a BIGINT, b BIGINT, i TINYINT, x DOUBLE, m DECIMAL(6, 2)) WITH (connector = 'case');
SELECT a / b AS div, a % b AS mod, -a AS neg, a + i AS wide, arrow_typeof(i * i) AS narrow, x / 0 AS inf, m * 2 AS twice, m / 3 AS third,
  a & b AS bit_and, a # b AS bit_xor, a << 2 AS shifted FROM t;
---- input t
{"a":-7,"b":2,"i":3,"x":1.5,"m":10.25}
{"a":7,"b":-3,"i":-3,"x":-1,"m":-0.01}
{"a":null,"b":2,"i":null,"x":null,"m":null}
---- output
{"div":-3,"mod":-1,"neg":7,"wide":-4,"narrow":"TINYINT","inf":null,"twice":20.50,"third":3.416666,"bit_and":0,"bit_xor":-5,"shifted":-28}
{"div":-2,"mod":1,"neg":-7,"wide":4,"narrow":"TINYINT","inf":null,"twice":-0.02,"third":-0.003333,"bit_and":5,"bit_xor":-6,"shifted":28}
{"div":null,"mod":null,"neg":null,"wide":null,"narrow":"TINYINT","inf":null,"twice":null,"third":null,"bit_and":null,"bit_xor":null,"shifted":null}
