-- Tables, views and queries of WITH, where one may be named.
---- SELECT * FROM $0
orders · customers · order_totals · "Odd table" · big_orders · per_minute · UNNEST · TABLE · TUMBLE(TABLE  · HOP(TABLE  · SESSION(TABLE 
---- SELECT * FROM or$0
orders · order_totals ~ big_orders
---- SELECT * FROM ord$0
orders · order_totals ~ big_orders
---- SELECT * FROM OR$0
orders · order_totals ~ big_orders
---- SELECT * FROM big$0
big_orders
---- SELECT * FROM "O$0
orders · order_totals · "Odd table"
---- SELECT * FROM Odd$0
"Odd table"
---- SELECT * FROM orders JOIN cus$0
customers
---- SELECT * FROM orders, per$0
per_minute
---- WITH recent AS (SELECT id FROM orders) SELECT * FROM re$0
recent
---- WITH a AS (SELECT 1), b AS (SELECT 2) SELECT * FROM $0
a · b · orders · customers · order_totals · "Odd table" · big_orders · per_minute · UNNEST · TABLE · TUMBLE(TABLE  · HOP(TABLE  · … 1 more
---- WITH a AS (SELECT * FROM o$0
orders · order_totals · "Odd table"
---- INSERT INTO $0
orders · customers · order_totals · "Odd table"
---- INSERT INTO order_t$0
order_totals
---- DESCRIBE $0
orders · customers · order_totals · "Odd table" · big_orders · per_minute · JOB
---- DROP TABLE or$0
orders · order_totals
---- DROP VIEW $0
big_orders · per_minute · IF EXISTS
---- DROP FUNCTION $0
IF EXISTS · shout
---- SHOW CREATE TABLE cu$0
customers
---- TEST TABLE cu$0
customers
---- EXPLAIN SELECT * FROM bi$0
big_orders
---- CREATE VIEW v AS SELECT * FROM cus$0
customers
---- SELECT * FROM TUM$0
TUMBLE(TABLE 
---- SELECT * FROM TUMBLE(TABLE ord$0
orders · order_totals ~ big_orders
---- SELECT * FROM (SELECT * FROM big$0
big_orders
---- SELECT (SELECT max(price) FROM bi$0
big_orders
---- SELECT id FROM orders WHERE customer IN (SELECT name FROM cu$0
customers
---- SELECT * FROM ootals$0
(none)
---- SELECT * FROM ot$0
~ order_totals · "Odd table"
---- select * from tot$0
~ order_totals
