-- Keywords that the grammar accepts, as they are written around them.
---- $0
WITH · SELECT · VALUES · CREATE · INSERT INTO · EXECUTE STATEMENT SET BEGIN · DROP · SHOW · DESCRIBE · DESC · EXPLAIN · TEST · … 6 more
---- S$0
SELECT · SHOW · SET · STOP
---- sel$0
select
---- SEL$0
SELECT
---- Sel$0
SELECT
---- cre$0
create
---- create $0
or replace · connection · temporary · table · view · aggregate · function
---- CREATE OR $0
REPLACE
---- CREATE T$0
TEMPORARY · TABLE
---- CREATE TABLE $0
IF NOT EXISTS
---- create table if $0
not exists · as · from topic · with · from topic 'clicks' · from topic 'payments-eu' · from topic 'payments-us'
---- drop $0
connection · table · view · function
---- DROP TABLE I$0
IF EXISTS
---- SHOW $0
CREATE TABLE · TOPICS · CONNECTIONS · TABLES · VIEWS · JOBS · FUNCTIONS · SETTINGS
---- show c$0
create table · connections
---- show create $0
table
---- ins$0
insert into
---- INSERT $0
INTO
---- INSERT INTO orders $0
WITH · SELECT · VALUES
---- exe$0
execute statement set begin
---- EXPLAIN $0
WITH · SELECT · VALUES · INSERT INTO · EXECUTE STATEMENT SET BEGIN
---- test $0
connection · table
---- SELECT id FROM orders $0
AS · CROSS JOIN · NATURAL · INNER · LEFT · RIGHT · FULL · JOIN · WHERE · GROUP BY · HAVING · INTERSECT · … 5 more
---- SELECT id FROM orders G$0
GROUP BY
---- SELECT id FROM orders GROUP $0
BY
---- select id from orders o$0
order by · offset
---- SELECT id FROM orders ORDER BY id $0
OR · AND · IS · NOT · BETWEEN · IN · LIKE · ILIKE · SIMILAR TO · ASC · DESC · NULLS · … 2 more
---- SELECT id FROM orders ORDER BY id NULLS $0
FIRST · LAST
---- SELECT id FROM orders c$0
cross join
---- SELECT id FROM orders LEFT $0
OUTER · JOIN
---- SELECT id FROM orders WHERE price $0
OR · AND · IS · NOT · BETWEEN · IN · LIKE · ILIKE · SIMILAR TO · GROUP BY · HAVING · INTERSECT · … 5 more
---- SELECT id FROM orders WHERE price IS $0
NOT · DISTINCT FROM · NULL · TRUE · FALSE · UNKNOWN
---- SELECT id FROM orders WHERE price IS NOT $0
DISTINCT FROM · NULL · TRUE · FALSE · UNKNOWN
---- SELECT id FROM orders WHERE price NOT $0
BETWEEN · IN · LIKE · ILIKE · SIMILAR TO
---- SELECT id FROM orders WHERE customer SIM$0
SIMILAR TO
---- SELECT count(*) F$0
FILTER · FROM
---- SELECT count(*) OVER ($0
PARTITION BY · ORDER BY · ROWS · RANGE · GROUPS
---- SELECT CASE WHEN price > 1 $0
OR · AND · IS · NOT · BETWEEN · IN · LIKE · ILIKE · SIMILAR TO · THEN
---- SELECT INTERVAL '1' $0
YEAR · MONTH · WEEK · DAY · HOUR · MINUTE · SECOND · MILLISECOND · MICROSECOND · NANOSECOND · OR · AND · … 18 more
---- SELECT INTERVAL '1' m$0
month · minute · millisecond · microsecond
---- CREATE TABLE x (a INT $0
UNSIGNED · NOT NULL · NULL · PRIMARY KEY · GENERATED ALWAYS · AS · METADATA
---- CREATE TABLE x (a INT N$0
NOT NULL · NULL
---- CREATE TABLE x (W$0
WATERMARK FOR
---- CREATE TABLE x (a TIMESTAMP, WATERMARK FOR a $0
AS
---- RESTART JOB 1 $0
FROM CHECKPOINT
---- SELECT 1; sh$0
show
---- SELECT 1;
-- a comment
des$0
describe · desc
---- SELECT id FROM orders UNION $0
ALL · DISTINCT · SELECT · VALUES
---- stop j$0
job
