CREATE TABLE t (s TEXT, d DOUBLE, n BIGINT) WITH (connector = 'case');
SELECT TRY_CAST(s AS INT) AS i, s::TEXT || '!' AS t, CAST(d AS INT) AS cut, d::DECIMAL(10, 1) AS dec, n::TIMESTAMP AS seconds,
  n::TIMESTAMP(3) AS ms, n::BOOLEAN AS b, TRY_CAST(s AS TIMESTAMP) AS ts, CAST(n AS DOUBLE) AS dn, TRY_CAST(n AS TINYINT) AS tiny FROM t;
---- input t
{"s":"12","d":-2.7,"n":0}
{"s":"2026-01-01T00:00:00Z","d":49.55,"n":1767225600}
{"s":" 1","d":null,"n":null}
---- output
{"i":12,"t":"12!","cut":-2,"dec":-2.7,"seconds":"1970-01-01T00:00:00","ms":"1970-01-01T00:00:00","b":false,"ts":null,"dn":0.0,"tiny":0}
{"i":null,"t":"2026-01-01T00:00:00Z!","cut":49,"dec":49.5,"seconds":"2026-01-01T00:00:00","ms":"1970-01-21T10:53:45.600","b":true,"ts":"2026-01-01T00:00:00","dn":1767225600.0,"tiny":null}
{"i":null,"t":" 1!","cut":null,"dec":null,"seconds":null,"ms":null,"b":null,"ts":null,"dn":null,"tiny":null}
