-- Nexmark
CREATE TABLE nexmark WITH (connector = 'nexmark', event_rate = 10000, message_count = 1000000);
CREATE VIEW bids AS SELECT bid.auction, bid.bidder, bid.price, bid.channel, bid.url, bid.datetime, bid.extra FROM nexmark WHERE bid IS NOT NULL;
CREATE VIEW auctions AS SELECT auction.id, auction.expires, auction.datetime FROM nexmark WHERE auction IS NOT NULL;
SELECT auction, bidder, DECIMAL '0.908' * price AS price, datetime FROM bids;
SELECT auction, price FROM bids WHERE mod(auction, 123) = 0;
SELECT p.name, p.city, p.state, a.id FROM auctions AS a INNER JOIN people AS p ON a.seller = p.id WHERE a.category = 10 AND (p.state = 'OR' OR p.state = 'ID' OR p.state = 'CA');
SELECT category, avg(final) FROM (SELECT max(b.price) AS final, a.category FROM auctions a, bids b WHERE a.id = b.auction AND b.datetime BETWEEN a.datetime AND a.expires GROUP BY a.id, a.category) GROUP BY category;
SELECT AuctionBids.auction, AuctionBids.num FROM (
  SELECT auction, count(*) AS num, hop(INTERVAL '2' SECOND, INTERVAL '10' SECOND) AS window FROM bids GROUP BY auction, window
) AS AuctionBids JOIN (
  SELECT max(num) AS maxn, window FROM (SELECT count(*) AS num, hop(INTERVAL '2' SECOND, INTERVAL '10' SECOND) AS window FROM bids GROUP BY auction, 2) AS CountBids GROUP BY 2
) AS MaxBids ON AuctionBids.num = MaxBids.maxn AND AuctionBids.window = MaxBids.window;
SELECT bidder, count(*) AS bid_count, session(INTERVAL '10' SECOND) AS w FROM bids GROUP BY bidder, w;
SELECT auction, CASE WHEN hour(datetime) >= 8 AND hour(datetime) <= 18 THEN 'dayTime' WHEN hour(datetime) <= 6 OR hour(datetime) >= 20 THEN 'nightTime' ELSE 'otherTime' END AS bidTimeType,
  regexp_count(extra, 'c') AS c_counts, split_part(url, '/', 4) AS dir1, extract(hour FROM datetime) FROM bids WHERE 0.908 * price > 1000000 AND 0.908 * price < 50000000;
SELECT to_char(datetime, '%Y-%m-%d') AS day, count(*) AS total_bids, count(*) FILTER (WHERE price < 10000) AS rank1_bids, count(DISTINCT bidder) FILTER (WHERE price >= 10000 AND price < 1000000) AS rank2 FROM bids GROUP BY day;
SELECT auction, bidder, price FROM (SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC) AS rank_number FROM bids) WHERE rank_number <= 10;

-- as written for Arroyo
CREATE TABLE cars (
  timestamp TIMESTAMP,
  driver_id BIGINT,
  event_type TEXT,
  location TEXT,
  watermark TIMESTAMP GENERATED ALWAYS AS (timestamp - INTERVAL '1 minute') STORED
) WITH (
  connector = 'single_file', path = '$input_dir/cars.json', format = 'json', type = 'source',
  event_time_field = 'timestamp', watermark_field = 'watermark'
);
CREATE TABLE events (
  value TEXT NOT NULL, offset BIGINT METADATA FROM 'offset_id', ts TIMESTAMP GENERATED ALWAYS AS (CAST(extract_json_string(value, '$.ts') AS TIMESTAMP)) STORED,
  WATERMARK FOR ts AS ts - INTERVAL '10 seconds'
) WITH (connector = 'kafka', bootstrap_servers = 'localhost:9092', type = 'source', topic = 'events', format = 'raw_string', source.read_mode = 'read_committed');
INSERT INTO cars_output SELECT window.end AS end, driver_id, cnt FROM (
  SELECT tumble(interval '1 hour') AS window, driver_id, count(*) AS cnt FROM cars GROUP BY window, driver_id
) WHERE cnt > 2 AND (event_type = 'pickup' OR location LIKE '%north%');
CREATE VIEW counted AS WITH impulse_odd AS (SELECT * FROM impulse WHERE counter % 2 = 1) SELECT counter, counter::text || '!' AS t FROM impulse_odd;
INSERT INTO debezium_out SELECT * FROM (VALUES (1, json_get_int('{"a": 1}', 'a'))) AS v (id, a);

-- as written for Flink
CREATE TABLE `user_actions` (
  `user_id` BIGINT,
  `item` ROW<id BIGINT, tags ARRAY<STRING>>,
  `event_time` TIMESTAMP(3) METADATA FROM 'timestamp' VIRTUAL,
  `part` INT METADATA FROM 'partition' VIRTUAL,
  cost AS price * quantity,
  proc_time AS PROCTIME(),
  price DECIMAL(32, 2), quantity BIGINT,
  PRIMARY KEY (user_id) NOT ENFORCED,
  WATERMARK FOR event_time AS event_time - INTERVAL '5' SECOND
) WITH ('connector' = 'kafka', 'topic' = 'user_actions', 'properties.bootstrap.servers' = 'localhost:9092', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json');
EXECUTE STATEMENT SET BEGIN
  INSERT INTO pageviews SELECT window_start, window_end, COUNT(DISTINCT user_id) FROM TABLE(TUMBLE(TABLE user_actions, DESCRIPTOR(event_time), INTERVAL '10' MINUTES)) GROUP BY window_start, window_end;
  INSERT INTO top5 SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY price DESC) AS rownum FROM t) WHERE rownum <= 5;
END;
SELECT user_id, SUM(quantity) OVER (PARTITION BY user_id ORDER BY event_time RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW) AS q FROM user_actions;
