-- Where nothing can be completed.
---- -- SEL$0
(none)
---- SELECT 1 /* SEL$0
(none)
---- SELECT /* x */ cu$0 FROM orders
customer · cume_dist() OVER ( · current_date · current_time
---- SELECT 'SEL$0
(none)
---- SELECT 12$0
(none)
---- SELECT 'done'$0
(none)
---- SELECT "done"$0
(none)
---- CREATE TABLE ne$0
~ if not exists
---- SELECT id AS na$0
(none)
---- SELECT id FROM orders LIMIT 1$0
(none)
---- SELECT $$ sel$0
(none)
---- CREATE TABLE x (na$0
(none)
---- SELECT 1 FROM orders; SELECT 2 AS x$0
(none)
