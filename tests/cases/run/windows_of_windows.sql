-- A second aggregate by the window of the first: by its struct, by both bounds, or by the same call.
CREATE TABLE bids (auction BIGINT NOT NULL, ts TIMESTAMP NOT NULL, WATERMARK FOR ts) WITH (connector = 'case');
CREATE VIEW counts AS SELECT auction, hop(INTERVAL '5 seconds', INTERVAL '10 seconds') AS w, count(*) AS n FROM bids GROUP BY auction, w;
SELECT w, max(n) AS most, count(*) AS auctions FROM counts GROUP BY w;
SELECT w.start AS start, w.end AS stop, sum(n) AS bids FROM counts GROUP BY w.start, w.end;
SELECT hop(INTERVAL '5 seconds', INTERVAL '10 seconds') AS again, min(n) AS least FROM counts GROUP BY again HAVING min(n) > 1;
SELECT DISTINCT w, n FROM counts WHERE n > 1;
SELECT w, sum(c) AS c FROM (SELECT session(INTERVAL '4 seconds') AS w, auction, count(*) AS c FROM bids GROUP BY w, auction) GROUP BY w;
---- input bids
{"auction":1,"ts":"2026-01-01T10:00:00Z"}
{"auction":2,"ts":"2026-01-01T10:00:01Z"}
{"auction":1,"ts":"2026-01-01T10:00:02Z"}
{"auction":1,"ts":"2026-01-01T10:00:06Z"}
{"auction":2,"ts":"2026-01-01T10:00:07Z"}
{"auction":3,"ts":"2026-01-01T10:00:11Z"}
{"auction":3,"ts":"2026-01-01T10:00:30Z"}
---- output
{"w":{"start":"2026-01-01T09:59:55","end":"2026-01-01T10:00:05"},"most":2,"auctions":2}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:10"},"most":3,"auctions":2}
{"w":{"start":"2026-01-01T10:00:05","end":"2026-01-01T10:00:15"},"most":1,"auctions":3}
{"w":{"start":"2026-01-01T10:00:10","end":"2026-01-01T10:00:20"},"most":1,"auctions":1}
{"w":{"start":"2026-01-01T10:00:25","end":"2026-01-01T10:00:35"},"most":1,"auctions":1}
{"w":{"start":"2026-01-01T10:00:30","end":"2026-01-01T10:00:40"},"most":1,"auctions":1}
{"start":"2026-01-01T09:59:55","stop":"2026-01-01T10:00:05","bids":3}
{"start":"2026-01-01T10:00:00","stop":"2026-01-01T10:00:10","bids":5}
{"start":"2026-01-01T10:00:05","stop":"2026-01-01T10:00:15","bids":3}
{"start":"2026-01-01T10:00:10","stop":"2026-01-01T10:00:20","bids":1}
{"start":"2026-01-01T10:00:25","stop":"2026-01-01T10:00:35","bids":1}
{"start":"2026-01-01T10:00:30","stop":"2026-01-01T10:00:40","bids":1}
{"again":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:10"},"least":2}
{"w":{"start":"2026-01-01T09:59:55","end":"2026-01-01T10:00:05"},"n":2}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:10"},"n":3}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:10"},"n":2}
{"w":{"start":"2026-01-01T10:00:01","end":"2026-01-01T10:00:05"},"c":1}
{"w":{"start":"2026-01-01T10:00:00","end":"2026-01-01T10:00:10"},"c":3}
{"w":{"start":"2026-01-01T10:00:07","end":"2026-01-01T10:00:11"},"c":1}
{"w":{"start":"2026-01-01T10:00:11","end":"2026-01-01T10:00:15"},"c":1}
{"w":{"start":"2026-01-01T10:00:30","end":"2026-01-01T10:00:34"},"c":1}
