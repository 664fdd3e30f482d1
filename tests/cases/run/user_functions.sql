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

CREATE FUNCTION dec_1(a DECIMAL(10, 2)) RETURNS DECIMAL(12, 3) LANGUAGE typescript AS $$ return a === null ? null : a + "5" $$;
CREATE FUNCTION doc_1(a JSON) RETURNS JSON LANGUAGE typescript AS $$ return a === null ? null : { was: a } $$;
CREATE FUNCTION ts_1(a TIMESTAMP(3)) RETURNS TIMESTAMP LANGUAGE typescript AS $$ return a === null ? null : a * 1000000n + 1n $$;
CREATE FUNCTION list_1(a INT[]) RETURNS TEXT[] LANGUAGE typescript AS $$ return a && a.map((one) => one && `${one}!`) $$;
CREATE FUNCTION st_1(a STRUCT<x INT, y TEXT>) RETURNS STRUCT<y TEXT, x INT> LANGUAGE typescript AS $$ return a && { ...a, x: a.x + 1 } $$;
SELECT dec_1(dec) AS dec, doc_1(doc) AS doc, ts_1(ts) AS ts, list_1(list) AS list, st_1(st) AS st FROM t;
---- input t
{"b":true,"ti":-5,"iu":4000000000,"i":9223372036854775806,"u":18446744073709551615,"r":1.5,"d":2.5,"dec":"12.50","txt":"é\"x","raw":"AAEC","doc":{"a":[1,null]},"ts":"2026-01-31T10:00:00.250","day":"2026-01-31","at":"10:11:12.5","list":[1,null,3],"st":{"x":1,"y":"z"}}
{}
---- output
{"kinds":"true -5 4000000000 9223372036854775806n 18446744073709551615n 1.5 2.5 \"12.50\" \"é\\\"x\" bytes 0,1,2 {\"a\":[1,null]} 1769853600250n \"2026-01-31\" \"10:11:12.500\" [1,null,3] {\"x\":1,\"y\":\"z\"}"}
{"kinds":"null null null null null null null null null null null null null null null null"}
{"dec":12.505,"doc":{"was":{"a":[1,null]}},"ts":"2026-01-31T10:00:00.250000001","list":["1!",null,"3!"],"st":{"y":"z","x":2}}
{"dec":null,"doc":null,"ts":null,"list":null,"st":null}
