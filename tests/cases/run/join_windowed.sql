-- Rows of equal windows match when the window closes, whatever else the condition says: all types, hop, no equality, no condition.
CREATE TABLE clicks (user TEXT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE buys (user TEXT, price INT, at TIMESTAMP NOT NULL, WATERMARK FOR at) WITH (connector = 'case');
CREATE TABLE result (q TEXT, user TEXT, n BIGINT, total BIGINT, at TEXT) WITH (connector = 'case', type = 'sink');
CREATE VIEW c AS SELECT user, count(*) AS n, tumble(INTERVAL '1 minute') AS w FROM clicks GROUP BY user, w;
CREATE VIEW b AS SELECT user, sum(price) AS total, tumble(INTERVAL '1 minute') AS w FROM buys GROUP BY user, w;
INSERT INTO result SELECT 'inner', c.user, n, total, substr(CAST(c.w.start AS TEXT), 12) FROM c JOIN b ON c.user = b.user AND c.w = b.w;
INSERT INTO result SELECT 'window not said', c.user, n, total, substr(CAST(b.w.end AS TEXT), 12) FROM c JOIN b ON c.user = b.user;
INSERT INTO result SELECT 'left', c.user, n, total, substr(CAST(c.w.start AS TEXT), 12) FROM c LEFT JOIN b ON c.user = b.user AND c.w.end = b.w.end;
INSERT INTO result SELECT 'right', b.user, n, total, substr(CAST(b.w.start AS TEXT), 12) FROM c RIGHT JOIN b USING (user);
INSERT INTO result SELECT 'full', user, n, total, NULL FROM c FULL JOIN b USING (user);
INSERT INTO result SELECT 'more', c.user || b.user, n, total, substr(CAST(c.w.start AS TEXT), 12) FROM c JOIN b ON c.n < b.total;
INSERT INTO result SELECT 'cross', c.user || b.user, n, total, substr(CAST(c.w.start AS TEXT), 12) FROM c CROSS JOIN b;
INSERT INTO result SELECT 'grouped again', 'all', count(*), sum(total), substr(CAST(w.start AS TEXT), 12) FROM (SELECT c.w, total FROM c LEFT JOIN b ON c.user = b.user) GROUP BY w;
INSERT INTO result SELECT 'full, grouped again', 'all', count(*), sum(total), substr(CAST(tumble(INTERVAL '1 minute').start AS TEXT), 12) FROM (SELECT n, total FROM c FULL JOIN b ON c.user = b.user) GROUP BY tumble(INTERVAL '1 minute');
INSERT INTO result SELECT 'hop', x.user, x.n, y.n, substr(CAST(x.w.start AS TEXT), 12)
FROM (SELECT user, count(*) AS n, hop(INTERVAL '30 seconds', INTERVAL '1 minute') AS w FROM clicks GROUP BY user, w) x
JOIN (SELECT count(*) AS n, hop(INTERVAL '30 seconds', INTERVAL '1 minute') AS w FROM clicks GROUP BY w) y ON x.w = y.w;
INSERT INTO result SELECT 'another window', c.user, c.n, y.n, substr(CAST(c.w.start AS TEXT), 12)
FROM c JOIN (SELECT user, count(*) AS n, tumble(INTERVAL '1 hour') AS w FROM clicks GROUP BY user, w) y ON c.user = y.user;
---- input clicks
{"user": "ann", "ts": "2026-01-01T10:00:01Z"}
{"user": "ann", "ts": "2026-01-01T10:00:31Z"}
{"user": "bob", "ts": "2026-01-01T10:00:40Z"}
{"user": "ann", "ts": "2026-01-01T10:01:10Z"}
{"user": "cid", "ts": "2026-01-01T10:03:00Z"}
{"user": null, "ts": "2026-01-01T10:03:01Z"}
---- input buys
{"user": "ann", "price": 1, "at": "2026-01-01T10:00:05Z"}
{"user": "ann", "price": 2, "at": "2026-01-01T10:00:50Z"}
{"user": "dan", "price": 4, "at": "2026-01-01T10:01:15Z"}
{"user": "bob", "price": 8, "at": "2026-01-01T10:01:20Z"}
{"user": null, "price": 16, "at": "2026-01-01T10:03:02Z"}
---- output result sorted
{"q":"another window","user":"ann","n":1,"total":3,"at":"10:01:00"}
{"q":"another window","user":"ann","n":2,"total":3,"at":"10:00:00"}
{"q":"another window","user":"bob","n":1,"total":1,"at":"10:00:00"}
{"q":"another window","user":"cid","n":1,"total":1,"at":"10:03:00"}
{"q":"cross","user":"annann","n":2,"total":3,"at":"10:00:00"}
{"q":"cross","user":"annbob","n":1,"total":8,"at":"10:01:00"}
{"q":"cross","user":"anndan","n":1,"total":4,"at":"10:01:00"}
{"q":"cross","user":"bobann","n":1,"total":3,"at":"10:00:00"}
{"q":"cross","user":null,"n":1,"total":16,"at":"10:03:00"}
{"q":"cross","user":null,"n":1,"total":16,"at":"10:03:00"}
{"q":"full","user":"ann","n":1,"total":null,"at":null}
{"q":"full","user":"ann","n":2,"total":3,"at":null}
{"q":"full","user":"bob","n":1,"total":null,"at":null}
{"q":"full","user":"bob","n":null,"total":8,"at":null}
{"q":"full","user":"cid","n":1,"total":null,"at":null}
{"q":"full","user":"dan","n":null,"total":4,"at":null}
{"q":"full","user":null,"n":1,"total":null,"at":null}
{"q":"full","user":null,"n":null,"total":16,"at":null}
{"q":"full, grouped again","user":"all","n":2,"total":3,"at":"10:00:00"}
{"q":"full, grouped again","user":"all","n":3,"total":12,"at":"10:01:00"}
{"q":"full, grouped again","user":"all","n":3,"total":16,"at":"10:03:00"}
{"q":"grouped again","user":"all","n":1,"total":null,"at":"10:01:00"}
{"q":"grouped again","user":"all","n":2,"total":3,"at":"10:00:00"}
{"q":"grouped again","user":"all","n":2,"total":null,"at":"10:03:00"}
{"q":"hop","user":"ann","n":1,"total":1,"at":"09:59:30"}
{"q":"hop","user":"ann","n":1,"total":1,"at":"10:01:00"}
{"q":"hop","user":"ann","n":2,"total":3,"at":"10:00:00"}
{"q":"hop","user":"ann","n":2,"total":3,"at":"10:00:30"}
{"q":"hop","user":"bob","n":1,"total":3,"at":"10:00:00"}
{"q":"hop","user":"bob","n":1,"total":3,"at":"10:00:30"}
{"q":"hop","user":"cid","n":1,"total":2,"at":"10:02:30"}
{"q":"hop","user":"cid","n":1,"total":2,"at":"10:03:00"}
{"q":"hop","user":null,"n":1,"total":2,"at":"10:02:30"}
{"q":"hop","user":null,"n":1,"total":2,"at":"10:03:00"}
{"q":"inner","user":"ann","n":2,"total":3,"at":"10:00:00"}
{"q":"left","user":"ann","n":1,"total":null,"at":"10:01:00"}
{"q":"left","user":"ann","n":2,"total":3,"at":"10:00:00"}
{"q":"left","user":"bob","n":1,"total":null,"at":"10:00:00"}
{"q":"left","user":"cid","n":1,"total":null,"at":"10:03:00"}
{"q":"left","user":null,"n":1,"total":null,"at":"10:03:00"}
{"q":"more","user":"annann","n":2,"total":3,"at":"10:00:00"}
{"q":"more","user":"annbob","n":1,"total":8,"at":"10:01:00"}
{"q":"more","user":"anndan","n":1,"total":4,"at":"10:01:00"}
{"q":"more","user":"bobann","n":1,"total":3,"at":"10:00:00"}
{"q":"more","user":null,"n":1,"total":16,"at":"10:03:00"}
{"q":"more","user":null,"n":1,"total":16,"at":"10:03:00"}
{"q":"right","user":"ann","n":2,"total":3,"at":"10:00:00"}
{"q":"right","user":"bob","n":null,"total":8,"at":"10:01:00"}
{"q":"right","user":"dan","n":null,"total":4,"at":"10:01:00"}
{"q":"right","user":null,"n":null,"total":16,"at":"10:03:00"}
{"q":"window not said","user":"ann","n":2,"total":3,"at":"10:01:00"}
