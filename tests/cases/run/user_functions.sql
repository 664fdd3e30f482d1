-- Every type of value as the function gets it, and back; NULL is null.
CREATE TABLE t (
  b BOOLEAN, ti TINYINT, iu INT UNSIGNED, i BIGINT, u BIGINT UNSIGNED, r REAL, d DOUBLE, dec DECIMAL(10, 2), txt TEXT,
  raw BYTEA, doc JSON, ts TIMESTAMP(3), day DATE, at TIME, list INT[], st STRUCT<x INT, y TEXT>
) WITH (connector = 'case');
CREATE FUNCTION kind(b BOOLEAN, ti TINYINT, iu INT UNSIGNED, i BIGINT, u BIGINT UNSIGNED, r REAL, d DOUBLE,
  dec DECIMAL(10, 2), txt TEXT, raw BYTEA, doc JSON, ts TIMESTAMP(3), day DATE, at TIME, list INT[],
  st STRUCT<x INT, y TEXT>) RETURNS TEXT LANGUAGE typescript AS $$
  const text = (value: unknown): string =>
    value === null ? "null"
      : typeof value === "bigint" ? `${value}n`
      : value instanceof Uint8Array ? `bytes ${value}`
      : JSON.stringify(value);
  return [b, ti, iu, i, u, r, d, dec, txt, raw, doc, ts, day, at, list, st].map(text).join(" ");
$$;
SELECT kind(b, ti, iu, i, u, r, d, dec, txt, raw, doc, ts, day, at, list, st) AS kinds FROM t;

CREATE FUNCTION no_b(a BOOLEAN) RETURNS BOOLEAN LANGUAGE typescript AS $$ (a) => a === null ? null : !a $$;
CREATE FUNCTION ti_1(a TINYINT) RETURNS TINYINT LANGUAGE typescript AS $$ (a) => a === null ? null : a + 1 $$;
CREATE FUNCTION i_1(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a === null ? null : a + 1n $$;
CREATE FUNCTION u_1(a BIGINT UNSIGNED) RETURNS BIGINT UNSIGNED LANGUAGE typescript AS $$ return a === null ? null : a - 1n $$;
CREATE FUNCTION r_1(a REAL) RETURNS REAL LANGUAGE typescript AS $$ return a === null ? null : a / 3 $$;
CREATE FUNCTION dec_1(a DECIMAL(10, 2)) RETURNS DECIMAL(12, 3) LANGUAGE typescript AS $$ return a === null ? null : a + "5" $$;
CREATE FUNCTION raw_1(a BYTEA) RETURNS BYTEA LANGUAGE typescript AS $$ return a === null ? null : a.toReversed() $$;
CREATE FUNCTION doc_1(a JSON) RETURNS JSON LANGUAGE typescript AS $$ return a === null ? null : { was: a } $$;
CREATE FUNCTION ts_1(a TIMESTAMP(3)) RETURNS TIMESTAMP LANGUAGE typescript AS $$ return a === null ? null : a * 1000000n + 1n $$;
CREATE FUNCTION day_1(a DATE) RETURNS DATE LANGUAGE typescript AS $$ return a && a.replace("2026", "2027") $$;
CREATE FUNCTION at_1(a TIME) RETURNS INTERVAL LANGUAGE typescript AS $$ return a && `${a.slice(0, 2)} hours` $$;
CREATE FUNCTION list_1(a INT[]) RETURNS TEXT[] LANGUAGE typescript AS $$ return a && a.map((one) => one && `${one}!`) $$;
CREATE FUNCTION st_1(a STRUCT<x INT, y TEXT>) RETURNS STRUCT<y TEXT, x INT> LANGUAGE typescript AS $$ return a && { ...a, x: a.x + 1 } $$;
SELECT no_b(b) AS b, ti_1(ti) AS ti, i_1(i) AS i, u_1(u) AS u, r_1(r) AS r, dec_1(dec) AS dec, encode(raw_1(raw), 'hex') AS raw,
  doc_1(doc) AS doc, ts_1(ts) AS ts, day_1(day) AS day, at_1(at) AS at, list_1(list) AS list, st_1(st) AS st FROM t;
---- input t
{"b":true,"ti":-5,"iu":4000000000,"i":9223372036854775806,"u":18446744073709551615,"r":1.5,"d":2.5,"dec":"12.50","txt":"é\"x","raw":"AAEC","doc":{"a":[1,null]},"ts":"2026-01-31T10:00:00.250","day":"2026-01-31","at":"10:11:12.5","list":[1,null,3],"st":{"x":1,"y":"z"}}
{}
---- output
{"kinds":"true -5 4000000000 9223372036854775806n 18446744073709551615n 1.5 2.5 \"12.50\" \"é\\\"x\" bytes 0,1,2 {\"a\":[1,null]} 1769853600250n \"2026-01-31\" \"10:11:12.500\" [1,null,3] {\"x\":1,\"y\":\"z\"}"}
{"kinds":"null null null null null null null null null null null null null null null null"}
{"b":false,"ti":-4,"i":9223372036854775807,"u":18446744073709551614,"r":0.5,"dec":12.505,"raw":"020100","doc":{"was":{"a":[1,null]}},"ts":"2026-01-31T10:00:00.250000001","day":"2027-01-31","at":"10 hours","list":["1!",null,"3!"],"st":{"y":"z","x":2}}
{"b":null,"ti":null,"i":null,"u":null,"r":null,"dec":null,"raw":null,"doc":null,"ts":null,"day":null,"at":null,"list":null,"st":null}
