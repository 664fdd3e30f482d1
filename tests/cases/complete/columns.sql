-- Columns of the tables in scope, wherever their FROM stands.
---- SELECT $0 FROM orders
price · id · customer · "Zip code" · address · tags · ts · orders · DISTINCT · NOT · DATE · TIME · … 252 more
---- SELECT c$0 FROM orders
customer · cast · case · cardinality( · cbrt( · ceil( · chr( · coalesce( · concat( · concat_ws( · contains( · corr( · … 9 more
---- SELECT id, p$0 FROM orders
price · position · percent_rank() OVER ( · pi() · power( · proctime()
---- SELECT o.$0 FROM orders o
price · id · customer · "Zip code" · address · tags · ts
---- SELECT o.c$0 FROM orders AS o
customer
---- SELECT orders.$0 FROM orders
price · id · customer · "Zip code" · address · tags · ts
---- SELECT o.cu$0, id FROM customers c JOIN orders o ON o.customer = c.name
customer
---- SELECT c.$0 FROM customers c JOIN orders o ON o.customer = c.name
name · city · since
---- SELECT ci$0 FROM customers c JOIN orders o ON o.customer = c.name
city
---- SELECT cus$0 FROM big_orders b JOIN orders o ON o.id = b.id
b.customer · o.customer
---- SELECT * FROM orders WHERE $0
price · id · customer · "Zip code" · address · tags · ts · orders · NOT · DATE · TIME · TIMESTAMP · … 251 more
---- SELECT * FROM orders WHERE pr$0
price · proctime() ~ array_prepend( · percent_rank() OVER (
---- SELECT * FROM orders WHERE price > 1 AND cu$0
customer · cume_dist() OVER ( · current_date · current_time
---- SELECT * FROM orders o JOIN customers c ON o.customer = c.$0
name · city · since
---- SELECT * FROM orders o JOIN customers c ON c.$0
name · city · since
---- SELECT * FROM orders JOIN big_orders USING ($0
price · id · customer
---- SELECT customer, count(*) FROM orders GROUP BY cu$0
customer · cube · cume_dist() OVER ( · current_date · current_time
---- SELECT customer, count(*) AS number FROM orders GROUP BY customer HAVING nu$0
number · null · nullif( ~ row_number() OVER (
---- SELECT customer FROM orders ORDER BY pri$0
price
---- SELECT Zi$0 FROM orders
"Zip code"
---- SELECT "Z$0 FROM orders
"Zip code"
---- SELECT "Z$0" FROM orders
"Zip code"
---- SELECT fr$0 FROM "Odd table"
"from" · from_unixtime( ~ array_pop_front(
---- SELECT address.$0 FROM orders
city · geo
---- SELECT o.address.$0 FROM orders o
city · geo
---- SELECT address.geo.$0 FROM orders
lat · lon
---- SELECT address.geo.la$0 FROM orders
lat
---- SELECT (address).c$0 FROM orders
(none)
---- SELECT w.$0 FROM per_minute
start · end
---- SELECT p.w.e$0 FROM per_minute p
end
---- SELECT tumble(INTERVAL '1 minute') AS win, count(*) FROM orders GROUP BY w$0
win
---- SELECT tumble(INTERVAL '1 minute') AS win, count(*) FROM orders GROUP BY win ORDER BY win.$0
start · end
---- SELECT window_$0 FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1 minute')
window_start · window_end · window_time
---- SELECT * FROM TUMBLE(TABLE orders, DESCRIPTOR($0
price · id · customer · "Zip code" · address · tags · ts
---- SELECT * FROM HOP(TABLE orders PARTITION BY cu$0
customer
---- SELECT s.$0 FROM (SELECT id, price * 2 AS double_price FROM orders) s
id · double_price
---- SELECT dou$0 FROM (SELECT id, price * 2 AS double_price FROM orders)
double_price
---- SELECT s.$0 FROM (SELECT count(*) AS n, customer AS c FROM orders GROUP BY c) AS s
n · c
---- SELECT s.$0 FROM (SELECT 1, 2) AS s (one, two)
one · two
---- WITH r AS (SELECT id AS order_id, customer FROM orders) SELECT $0 FROM r
order_id · customer · r · DISTINCT · NOT · DATE · TIME · TIMESTAMP · DECIMAL · INTERVAL · ARRAY · EXTRACT · … 247 more
---- WITH r (x, y) AS (SELECT id, customer FROM orders) SELECT r.$0 FROM r
x · y
---- WITH a AS (SELECT id AS i FROM orders), b AS (SELECT i AS j FROM a) SELECT b.$0 FROM b
j
---- SELECT id FROM orders WHERE customer IN (SELECT n$0 FROM customers)
name · not · null · named_struct( · nanvl( · now() · nth_value( · ntile( · nullif( · nvl( · nvl2(
---- SELECT id FROM orders UNION SELECT n$0 FROM customers
name · not · null · named_struct( · nanvl( · now() · nth_value( · ntile( · nullif( · nvl( · nvl2(
---- SELECT id FROM orders WHERE price > (SELECT avg(pr$0 FROM big_orders)
price · proctime() ~ array_prepend( · percent_rank() OVER (
---- SELECT price + pr$0 FROM orders
price
---- SELECT count(DISTINCT cu$0) FROM orders
customer · cume_dist() OVER ( · current_date · current_time
---- SELECT CASE WHEN pr$0 FROM orders
price · proctime() ~ array_prepend( · percent_rank() OVER (
---- SELECT price IS DISTINCT FROM pr$0 FROM orders
price · proctime() ~ array_prepend( · percent_rank() OVER (
---- SELECT extract(YEAR FROM t$0) FROM orders
tags · ts · time · timestamp · trim · try_cast · true · tan( · tanh( · to_char( · to_date( · to_hex( · … 12 more
---- SELECT x.$0 FROM orders, UNNEST(tags) AS x (tag)
tag
---- SELECT ta$0 FROM orders CROSS JOIN UNNEST(tags) AS u (tag)
tags · tag · tan( · tanh( ~ string_to_array(
---- SELECT $0
price · id · customer · "Zip code" · address · tags · ts · name · city · since · total · a · … 257 more
---- SELECT pri$0
price
---- SELECT nam$0
name · named_struct(
---- SELECT unknown.$0 FROM orders
(none)
---- SELECT id, $0
FROM orders
WHERE price > 10
price · id · customer · "Zip code" · address · tags · ts · orders · NOT · DATE · TIME · TIMESTAMP · … 251 more
---- INSERT INTO order_totals ($0
customer · total · WITH · SELECT · VALUES
---- INSERT INTO order_totals (to$0
total
---- INSERT INTO order_totals SELECT cus$0 FROM orders
customer
---- CREATE VIEW v AS SELECT pr$0 FROM orders
price · proctime() ~ array_prepend( · percent_rank() OVER (
---- CREATE TABLE x (a INT, b TIMESTAMP, WATERMARK FOR $0
a · b · NOT NULL · NULL · PRIMARY KEY · GENERATED ALWAYS · AS · METADATA
---- CREATE TABLE x (a INT, b TIMESTAMP, PRIMARY KEY ($0
a · b
---- CREATE TABLE x (a INT, b INT GENERATED ALWAYS AS (a$0
a · array · abs( · acos( · acosh( · approx_distinct( · approx_median( · approx_percentile_cont( · approx_percentile_cont_with_weight( · array_agg( · array_any_value( · array_append( · … 40 more
