SELECT 1_000 AS n, 9223372036854775808 AS big, 1.5 AS d, 1e3 AS e, DECIMAL '0.908' AS dec, 'it''s' AS t, E'a\tb' AS esc,
  $$raw 'text'$$ AS raw, X'0aff' AS bytes, TRUE AS yes, NULL AS nothing, INTERVAL '1 day 2 hours' AS i,
  DATE '2026-01-31' AS day, TIME '10:00:00' AS at, TIMESTAMP '2026-01-31 10:00:00.5' AS ts, [1, 2] AS list;
---- output
{"n":1000,"big":9223372036854775808,"d":1.5,"e":1000.0,"dec":0.908,"t":"it's","esc":"a\tb","raw":"raw 'text'","bytes":"Cv8=","yes":true,"nothing":null,"i":"1 days 2 hours","day":"2026-01-31","at":"10:00:00","ts":"2026-01-31T10:00:00.500","list":[1,2]}
