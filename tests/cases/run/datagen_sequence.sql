CREATE TABLE d (n BIGINT, t TEXT) WITH (connector = 'datagen', fields.n.kind = 'sequence', fields.n.start = 1, fields.n.end = 3, fields.t.values = 'x');
SELECT n, t FROM d;
---- output
{"n":1,"t":"x"}
{"n":2,"t":"x"}
{"n":3,"t":"x"}
