-- CREATE FUNCTION: parameters are columns that there are, and the code knows their types.
---- CREATE FUNCTION f($0
price DECIMAL(10, 2) · id BIGINT · customer TEXT · address STRUCT<city TEXT, geo STRUCT<lat DOUBLE, lon DOUBLE>> · tags TEXT[] · ts TIMESTAMP(3) · name TEXT · city TEXT · since DATE · total DECIMAL(20, 2) · a INT · "from" INT
---- CREATE FUNCTION f(pr$0
price DECIMAL(10, 2)
---- CREATE FUNCTION f(price DECIMAL(10, 2), $0
id BIGINT · customer TEXT · address STRUCT<city TEXT, geo STRUCT<lat DOUBLE, lon DOUBLE>> · tags TEXT[] · ts TIMESTAMP(3) · name TEXT · city TEXT · since DATE · total DECIMAL(20, 2) · a INT · "from" INT
---- CREATE FUNCTION f(price DECIMAL(10, 2), ci$0
city TEXT
---- CREATE FUNCTION f(price $0
BIGINT · BOOLEAN · BYTEA · DATE · DECIMAL · DOUBLE · INT · INTERVAL · JSON · REAL · SMALLINT · TEXT · … 7 more
---- CREATE FUNCTION f$0
(none)
---- CREATE AGGREGATE FUNCTION f(ad$0
address STRUCT<city TEXT, geo STRUCT<lat DOUBLE, lon DOUBLE>>
---- CREATE FUNCTION f(a STRUCT<x $0
BIGINT · BOOLEAN · BYTEA · DATE · DECIMAL · DOUBLE · INT · INTERVAL · JSON · REAL · SMALLINT · TEXT · … 7 more
---- CREATE FUNCTION f(a TEXT) $0
RETURNS
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT $0
LANGUAGE TYPESCRIPT AS
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $0
$$  · '
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS 'pi$0
'pipelines/
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ $0
WITH
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH ($0
async =  · in_flight =  · timeout = 
---- CREATE FUNCTION f(a TEXT, b BIGINT) RETURNS TEXT LANGUAGE typescript AS $$ return $0
a · b
---- CREATE FUNCTION f(userName TEXT, b BIGINT) RETURNS TEXT LANGUAGE typescript AS $$ return us$0 $$
userName
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ re$0
return
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a.to$0
toLowerCase() · toUpperCase()
---- CREATE FUNCTION f(a STRUCT<city TEXT, geo STRUCT<lat DOUBLE, lon DOUBLE>>) RETURNS TEXT LANGUAGE typescript AS $$ return a?.$0
city · geo
---- CREATE FUNCTION f(a STRUCT<city TEXT, geo STRUCT<lat DOUBLE, lon DOUBLE>>) RETURNS TEXT LANGUAGE typescript AS $$ return a.geo?.l$0
lat · lon
---- CREATE FUNCTION f(tags TEXT[]) RETURNS TEXT LANGUAGE typescript AS $$ return tags[0].tr$0
trim()
---- CREATE FUNCTION f(tags TEXT[]) RETURNS TEXT LANGUAGE typescript AS $$ return tags?.[tags.length - 1]?.sp$0
split(
---- CREATE AGGREGATE FUNCTION f(a DOUBLE) RETURNS DOUBLE LANGUAGE typescript AS $$ return a.$0
length · at( · every( · filter( · find( · includes( · join( · map( · reduce( · slice( · some( · toSorted(
---- CREATE FUNCTION f(a BIGINT) RETURNS TEXT LANGUAGE typescript AS $$ return `n: ${a.$0
toString()
---- CREATE FUNCTION f(a BYTEA, b BOOLEAN) RETURNS TEXT LANGUAGE typescript AS $$ return b.$0
(none)
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return unknown.$0
(none)
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return g(a).$0
(none)
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return "a$0
(none)
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ // a$0
(none)
---- CREATE FUNCTION f(a NOTYPE) RETURNS TEXT LANGUAGE typescript AS $$ return a$0
(none)
---- CREATE FUNCTION f(tags TEXT[]) RETURNS TEXT LANGUAGE typescript AS $$ return [...ta$0
tags
---- SELECT 1; CREATE OR REPLACE FUNCTION f(tags TEXT[]) RETURNS TEXT LANGUAGE typescript AS $$ return ta$0
tags
---- SELECT $$ a$0
(none)
