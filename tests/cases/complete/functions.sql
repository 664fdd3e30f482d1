-- Functions, with the bracket of their call.
---- SELECT subst$0 FROM orders
substring · substr( · substr_index(
---- SELECT SUBST$0 FROM orders
SUBSTRING · substr( · substr_index(
---- SELECT shou$0 FROM orders
shout(
---- SELECT row_n$0 FROM orders
row_number() OVER (
---- SELECT lag$0 FROM orders
lag(
---- SELECT now$0
now()
---- SELECT upper$0(customer) FROM orders
(none)
---- SELECT tumb$0 FROM orders
tumble( · tumble_end( · tumble_start(
---- SELECT date_tr$0 FROM orders
date_trunc(
---- SELECT coalesce(customer, low$0 FROM orders
lower(
---- SELECT jsonget$0 FROM orders
~ json_get( · json_get_array( · json_get_bool( · json_get_float( · json_get_int( · json_get_json( · json_get_str(
---- SELECT approx_d$0 FROM orders
approx_distinct(
---- SELECT id FROM orders WHERE starts$0
starts_with(
---- SELECT sum(price) FROM orders GROUP BY ses$0
session( · session_end( · session_start(
---- SELECT CAST(price AS $0
BIGINT · BOOLEAN · BYTEA · DATE · DECIMAL · DOUBLE · INT · INTERVAL · JSON · REAL · SMALLINT · TEXT · … 7 more
---- SELECT CAST(price AS D$0
DATE · DECIMAL · DOUBLE
---- SELECT price::t$0
text · time · timestamp · tinyint
---- CREATE TABLE x (a big$0
bigint
---- CREATE FUNCTION f(a T$0
TEXT · TIME · TIMESTAMP · TINYINT
---- CREATE FUNCTION f(a TEXT) RETURNS $0
BIGINT · BOOLEAN · BYTEA · DATE · DECIMAL · DOUBLE · INT · INTERVAL · JSON · REAL · SMALLINT · TEXT · … 7 more
