-- Rows that are near each other in event time; an outer row is given, once, when no match can come any more.
CREATE TABLE clicks (user TEXT, page TEXT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE TABLE buys (user TEXT, price INT, at TIMESTAMP NOT NULL, WATERMARK FOR at) WITH (connector = 'case');
CREATE TABLE pairs (user TEXT, page TEXT, price INT) WITH (connector = 'case', type = 'sink');
INSERT INTO pairs SELECT c.user, c.page, b.price FROM clicks c JOIN buys b ON c.user = b.user AND b.at BETWEEN c.ts AND c.ts + INTERVAL '1 minute';
INSERT INTO pairs SELECT c.user, c.page, b.price FROM clicks c LEFT JOIN buys b ON c.user = b.user AND b.at >= c.ts AND b.at < c.ts + INTERVAL '1 minute';
INSERT INTO pairs SELECT b.user, c.page, b.price FROM clicks c RIGHT JOIN buys b ON c.user = b.user AND c.ts > b.at - INTERVAL '1 minute' AND c.ts <= b.at;
INSERT INTO pairs SELECT c.user, c.page, b.price FROM clicks c FULL JOIN buys b ON c.user = b.user AND b.at - INTERVAL '1' MINUTE <= c.ts AND c.ts <= b.at AND b.price > 1;
---- input clicks
{"user": "ann", "page": "a", "ts": "2026-01-01T10:00:00Z"}
{"user": "bob", "page": "b", "ts": "2026-01-01T10:00:10Z"}
{"user": "ann", "page": "c", "ts": "2026-01-01T10:00:30Z"}
{"user": null, "page": "d", "ts": "2026-01-01T10:02:00Z"}
---- input buys
{"user": "ann", "price": 1, "at": "2026-01-01T10:00:40Z"}
{"user": "ann", "price": 2, "at": "2026-01-01T10:01:00Z"}
{"user": "bob", "price": 3, "at": "2026-01-01T10:03:00Z"}
{"user": null, "price": 4, "at": "2026-01-01T10:03:00Z"}
---- output pairs sorted
{"user":"ann","page":"a","price":1}
{"user":"ann","page":"a","price":1}
{"user":"ann","page":"a","price":1}
{"user":"ann","page":"a","price":2}
{"user":"ann","page":"a","price":2}
{"user":"ann","page":"c","price":1}
{"user":"ann","page":"c","price":1}
{"user":"ann","page":"c","price":1}
{"user":"ann","page":"c","price":2}
{"user":"ann","page":"c","price":2}
{"user":"ann","page":"c","price":2}
{"user":"ann","page":"c","price":2}
{"user":"bob","page":"b","price":null}
{"user":"bob","page":"b","price":null}
{"user":"bob","page":null,"price":3}
{"user":null,"page":"d","price":null}
{"user":null,"page":"d","price":null}
{"user":null,"page":null,"price":1}
{"user":null,"page":null,"price":3}
{"user":null,"page":null,"price":4}
{"user":null,"page":null,"price":4}
