-- What is defined where the cases of this folder are completed.
CREATE CONNECTION shop WITH (connector = 'kafka', bootstrap_servers = 'broker:9092');
CREATE TABLE orders (id BIGINT NOT NULL, customer TEXT, price DECIMAL(10, 2), "Zip code" TEXT, address STRUCT<city TEXT, geo STRUCT<lat DOUBLE, lon DOUBLE>>, tags ARRAY<TEXT>, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5 seconds') WITH (connection_profile = 'shop', topic = 'orders', format = 'json');
CREATE TABLE customers (name TEXT NOT NULL, city TEXT, since DATE) WITH (connection_profile = 'shop', topic = 'customers', format = 'json');
CREATE TABLE order_totals (customer TEXT, total DECIMAL(20, 2)) WITH (connection_profile = 'shop', topic = 'order-totals', format = 'json', type = 'sink');
CREATE TABLE "Odd table" (a INT, "from" INT) WITH (connector = 'datagen');
CREATE VIEW big_orders AS SELECT id, customer, price FROM orders WHERE price > 100;
CREATE VIEW per_minute AS SELECT customer, tumble(INTERVAL '1 minute') AS w, count(*) AS n FROM orders GROUP BY customer, w;
CREATE FUNCTION shout(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a.toUpperCase() $$;
