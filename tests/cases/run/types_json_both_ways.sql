-- Every type that JSON carries, read and written; the second record is all NULL.
CREATE TABLE t (
  b BOOLEAN, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, u8 TINYINT UNSIGNED, u32 INT UNSIGNED, u64 BIGINT UNSIGNED,
  r REAL, d DOUBLE, dec DECIMAL(10, 2), wide DECIMAL(38, 4), txt TEXT, bin BYTEA, ts TIMESTAMP, ts3 TIMESTAMP(3),
  day DATE, at TIME, iv INTERVAL, js JSON, st STRUCT<a BIGINT, b TEXT[]>, arr BIGINT[]
) WITH (connector = 'case');
SELECT * FROM t;
---- input t
{"b":true,"i8":-128,"i16":-32768,"i32":-2147483648,"i64":9223372036854775807,"u8":255,"u32":4294967295,"u64":18446744073709551615,"r":0.1,"d":1e20,"dec":1.5,"wide":12345678901234567890.12345,"txt":"é\"\\","bin":"Cv8=","ts":"2026-01-31T10:00:00.5Z","ts3":1767225600123,"day":"2026-01-31","at":"10:00:00.25","iv":"1 day 2 hours","js":{"z":1.0,"a":[1, null]},"st":{"a":1,"b":["x",null]},"arr":[1,null,3]}
{}
---- output
{"b":true,"i8":-128,"i16":-32768,"i32":-2147483648,"i64":9223372036854775807,"u8":255,"u32":4294967295,"u64":18446744073709551615,"r":0.1,"d":1e20,"dec":1.50,"wide":12345678901234567890.1235,"txt":"é\"\\","bin":"Cv8=","ts":"2026-01-31T10:00:00.500","ts3":"2026-01-01T00:00:00.123","day":"2026-01-31","at":"10:00:00.250","iv":"1 days 2 hours","js":{"z":1.0,"a":[1,null]},"st":{"a":1,"b":["x",null]},"arr":[1,null,3]}
{"b":null,"i8":null,"i16":null,"i32":null,"i64":null,"u8":null,"u32":null,"u64":null,"r":null,"d":null,"dec":null,"wide":null,"txt":null,"bin":null,"ts":null,"ts3":null,"day":null,"at":null,"iv":null,"js":null,"st":null,"arr":null}
