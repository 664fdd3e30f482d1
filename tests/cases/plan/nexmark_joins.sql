-- The joins of the Nexmark queries: which kind each is, what is filtered before it, which columns are kept.
CREATE TABLE nexmark WITH (connector = 'nexmark', event_rate = 10000, message_count = 1000000);
CREATE VIEW person AS SELECT person.id, person.name, person.city, person.state, person.datetime FROM nexmark WHERE person IS NOT NULL;
CREATE VIEW auction AS SELECT auction.id, auction.item_name, auction.datetime, auction.expires, auction.seller, auction.category FROM nexmark WHERE auction IS NOT NULL;
CREATE VIEW bid AS SELECT bid.auction, bid.bidder, bid.price, bid.datetime FROM nexmark WHERE bid IS NOT NULL;
EXPLAIN (SELECT p.name, p.city, p.state, a.id FROM auction a JOIN person p ON a.seller = p.id WHERE a.category = 10 AND (p.state = 'OR' OR p.state = 'ID' OR p.state = 'CA'));
EXPLAIN (SELECT q.category, avg(q.final) AS price FROM (SELECT max(b.price) AS final, a.category FROM auction a, bid b WHERE a.id = b.auction AND b.datetime BETWEEN a.datetime AND a.expires GROUP BY a.id, a.category) q GROUP BY q.category);
EXPLAIN (SELECT p.id, p.name, p.w.start AS starttime FROM (SELECT id, name, tumble(INTERVAL '10 seconds') AS w FROM person GROUP BY id, name, w) p JOIN (SELECT seller, tumble(INTERVAL '10 seconds') AS w FROM auction GROUP BY seller, w) a ON p.id = a.seller AND p.w.start = a.w.start AND p.w = a.w);
EXPLAIN (SELECT b.auction, b.bidder, b.price, a.item_name FROM bid b JOIN auction a ON b.auction = a.id WHERE a.category = 10);
EXPLAIN (SELECT b.auction, b.price, a.item_name, p.name FROM auction a JOIN bid b ON a.id = b.auction JOIN person p ON p.id = a.seller);
EXPLAIN (SELECT b.auction, b.price, b.bidder FROM bid b JOIN (SELECT max(price) AS maxprice, window_end AS until FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(datetime), INTERVAL '10 seconds')) GROUP BY window_start, window_end) m ON b.price = m.maxprice WHERE b.datetime BETWEEN m.until - INTERVAL '10 seconds' AND m.until);
EXPLAIN (SELECT id, item_name, bidder, price FROM (SELECT a.id, a.item_name, b.bidder, b.price, row_number() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.datetime) AS n FROM auction a, bid b WHERE a.id = b.auction AND b.datetime BETWEEN a.datetime AND a.expires) WHERE n <= 1);
---- plan
Result  bounded, append-only  name TEXT, city TEXT, state TEXT, id BIGINT
  Project  name, city, state, id
    Join  inner, regular, on seller = id  [append-only; keeps rows of both sides for 24 hours]
      Filter  a.category = 10
        Project  auction.id AS id, auction.seller AS seller, auction.category AS category, _event_time, _watermark
          Filter  auction IS NOT NULL
            Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
              Scan nexmark (nexmark)  person STRUCT<id BIGINT NOT NULL, name TEXT NOT NULL, email_address TEXT NOT NULL, credit_card TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>, auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>
      Filter  ((p.state = 'OR' OR p.state = 'ID') OR p.state = 'CA')
        Project  person.id AS id, person.name AS name, person.city AS city, person.state AS state, _event_time, _watermark
          Filter  person IS NOT NULL
            Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
              Scan nexmark (nexmark)  person STRUCT<id BIGINT NOT NULL, name TEXT NOT NULL, email_address TEXT NOT NULL, credit_card TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>, auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>

Result  bounded, updating, key category  category BIGINT, price DOUBLE
  Project  category, avg(q.final) AS price
    Aggregate  updating, by category, avg(q.final) DOUBLE  [updating, key category; keeps every group for 24 hours]
      Project  category, final
        Project  max(b.price) AS final, category
          Aggregate  updating, by id, category, max(b.price) BIGINT  [updating, key id, category; keeps every group for 24 hours]
            Project  id, category, price
              Join  inner, regular, on id = auction AND (b.datetime BETWEEN a.datetime AND a.expires AND b.datetime BETWEEN a.datetime AND a.expires)  [append-only; keeps rows of both sides for 24 hours]
                Project  auction.id AS id, auction.datetime AS datetime, auction.expires AS expires, auction.category AS category, _event_time, _watermark
                  Filter  auction IS NOT NULL
                    Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
                      Scan nexmark (nexmark)  auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>
                Project  bid.auction AS auction, bid.price AS price, bid.datetime AS datetime, _event_time, _watermark
                  Filter  bid IS NOT NULL
                    Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
                      Scan nexmark (nexmark)  auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>

Result  bounded, append-only  id BIGINT, name TEXT, starttime TIMESTAMP NOT NULL
  Project  id, name, w.start AS starttime
    Join  inner, windowed, on window_start = window_start AND window_end = window_end AND id = seller  [append-only; keeps rows of open windows]
      Project  id, name, tumble(interval '10 seconds') AS w, _event_time, window_start, window_end
        Aggregate  tumble 10 s, by id, name  [append-only; keeps groups of open windows]
          Project  id, name, _event_time, _watermark
            Project  person.id AS id, person.name AS name, _event_time, _watermark
              Filter  person IS NOT NULL
                Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
                  Scan nexmark (nexmark)  person STRUCT<id BIGINT NOT NULL, name TEXT NOT NULL, email_address TEXT NOT NULL, credit_card TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>, auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>
      Project  seller, _event_time, window_start, window_end
        Aggregate  tumble 10 s, by seller  [append-only; keeps groups of open windows]
          Project  seller, _event_time, _watermark
            Project  auction.seller AS seller, _event_time, _watermark
              Filter  auction IS NOT NULL
                Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
                  Scan nexmark (nexmark)  person STRUCT<id BIGINT NOT NULL, name TEXT NOT NULL, email_address TEXT NOT NULL, credit_card TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>, auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>

Result  bounded, append-only  auction BIGINT, bidder BIGINT, price BIGINT, item_name TEXT
  Project  auction, bidder, price, item_name
    Join  inner, regular, on auction = id  [append-only; keeps rows of both sides for 24 hours]
      Project  bid.auction AS auction, bid.bidder AS bidder, bid.price AS price, _event_time, _watermark
        Filter  bid IS NOT NULL
          Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
            Scan nexmark (nexmark)  auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>
      Filter  a.category = 10
        Project  auction.id AS id, auction.item_name AS item_name, auction.category AS category, _event_time, _watermark
          Filter  auction IS NOT NULL
            Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
              Scan nexmark (nexmark)  auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>

Result  bounded, append-only  auction BIGINT, price BIGINT, item_name TEXT, name TEXT
  Project  auction, price, item_name, name
    Join  inner, regular, on seller = id  [append-only; keeps rows of both sides for 24 hours]
      Join  inner, regular, on id = auction  [append-only; keeps rows of both sides for 24 hours]
        Project  auction.id AS id, auction.item_name AS item_name, auction.seller AS seller, _event_time, _watermark
          Filter  auction IS NOT NULL
            Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
              Scan nexmark (nexmark)  person STRUCT<id BIGINT NOT NULL, name TEXT NOT NULL, email_address TEXT NOT NULL, credit_card TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>, auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>
        Project  bid.auction AS auction, bid.price AS price, _event_time, _watermark
          Filter  bid IS NOT NULL
            Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
              Scan nexmark (nexmark)  person STRUCT<id BIGINT NOT NULL, name TEXT NOT NULL, email_address TEXT NOT NULL, credit_card TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>, auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>
      Project  person.id AS id, person.name AS name, _event_time, _watermark
        Filter  person IS NOT NULL
          Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
            Scan nexmark (nexmark)  person STRUCT<id BIGINT NOT NULL, name TEXT NOT NULL, email_address TEXT NOT NULL, credit_card TEXT NOT NULL, city TEXT NOT NULL, state TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>, auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>

Result  bounded, append-only  auction BIGINT, price BIGINT, bidder BIGINT
  Project  auction, price, bidder
    Join  inner, interval, from -1e-9 s to 9.999999999 s, on price = maxprice AND datetime IS NOT NULL  [append-only; keeps rows that may still match]
      Project  bid.auction AS auction, bid.bidder AS bidder, bid.price AS price, bid.datetime AS datetime, _event_time, _watermark
        Filter  bid IS NOT NULL
          Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
            Scan nexmark (nexmark)  bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>
      Project  max(price) AS maxprice, window_end AS until, _event_time, window_start
        Aggregate  tumble 10 s, max(price) BIGINT  [append-only; keeps groups of open windows]
          Project  price, _event_time, _watermark
            Project  bid.auction AS auction, bid.bidder AS bidder, bid.price AS price, bid.datetime AS datetime, _event_time, _watermark
              Filter  bid IS NOT NULL
                Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
                  Scan nexmark (nexmark)  bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>

Result  bounded, updating, key id  id BIGINT, item_name TEXT, bidder BIGINT, price BIGINT
  Project  id, item_name, bidder, price
    Project  id, item_name, bidder, price
      Top row_number, first 1, by id, order price desc, datetime  [updating, key id; keeps the first 1 of each partition for 24 hours]
        Join  inner, regular, on id = auction AND (b.datetime BETWEEN a.datetime AND a.expires AND b.datetime BETWEEN a.datetime AND a.expires)  [append-only; keeps rows of both sides for 24 hours]
          Project  auction.id AS id, auction.item_name AS item_name, auction.datetime AS datetime, auction.expires AS expires, _event_time, _watermark
            Filter  auction IS NOT NULL
              Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
                Scan nexmark (nexmark)  auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>
          Project  bid.auction AS auction, bid.bidder AS bidder, bid.price AS price, bid.datetime AS datetime, _event_time, _watermark
            Filter  bid IS NOT NULL
              Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
                Scan nexmark (nexmark)  auction STRUCT<id BIGINT NOT NULL, description TEXT NOT NULL, item_name TEXT NOT NULL, initial_bid BIGINT NOT NULL, reserve BIGINT NOT NULL, datetime TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL, category BIGINT NOT NULL, extra TEXT NOT NULL>, bid STRUCT<auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL, url TEXT NOT NULL, datetime TIMESTAMP NOT NULL, extra TEXT NOT NULL>
