-- Keys and values of WITH, settings, topics and subjects.
---- CREATE TABLE x (a INT) WITH ($0
connector =  · connection_profile =  · format =  · type =  · framing =  · framing.newline.max_length =  · bad_data =  · bad_data.topic =  · event_time_field =  · watermark_field = 
---- CREATE TABLE x (a INT) WITH (con$0
connector =  · connection_profile = 
---- CREATE TABLE x (a INT) WITH (connector = $0
'kafka' · 'confluent' · 'single_file' · 'datagen' · 'nexmark' · 'impulse' · 'stdout' · 'blackhole'
---- CREATE TABLE x (a INT) WITH (connector = 'k$0
'kafka'
---- CREATE TABLE x (a INT) WITH (connector = 'k$0'
'kafka'
---- CREATE TABLE x (a INT) WITH (connector = 'kafka', $0
format =  · topic =  · bootstrap_servers =  · connection_profile =  · value.subject =  · source.offset =  · source.until =  · source.read_mode =  · source.group_id =  · source.group_id_prefix =  · source.out_of_range =  · topic.create =  · … 25 more
---- CREATE TABLE x (a INT) WITH (connector = 'kafka', bootstrap_servers = 'x', topic = 'y', $0
format =  · connection_profile =  · value.subject =  · source.offset =  · source.until =  · source.read_mode =  · source.group_id =  · source.group_id_prefix =  · source.out_of_range =  · topic.create =  · topic.partitions =  · sink.commit_mode =  · … 23 more
---- CREATE TABLE x (a INT) WITH (connector = 'datagen', $0
rows_per_second =  · number_of_rows =  · seed =  · fields.a.kind =  · fields.a.start =  · fields.a.end =  · fields.a.length =  · fields.a.values =  · fields.a.null_rate =  · type = 
---- CREATE TABLE x (a INT) WITH (connector = 'datagen', fields.a.k$0
fields.a.kind = 
---- CREATE TABLE x (a INT) WITH (connector = 'datagen', fields.a.kind = $0
'random' · 'sequence'
---- CREATE TABLE x (a INT) WITH (connection_profile = $0
'local' · 'shop'
---- CREATE TABLE x (a INT) WITH (connection_profile = 's$0
'shop'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', $0
format =  · topic =  · value.subject =  · source.offset =  · source.until =  · source.read_mode =  · source.group_id =  · source.group_id_prefix =  · source.out_of_range =  · topic.create =  · topic.partitions =  · sink.commit_mode =  · … 15 more
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', t$0
topic =  · topic.create =  · topic.partitions =  · type = 
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', topic = $0
'customers' · 'order-totals' · 'orders' · 'returns'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', topic = 'or$0
'order-totals' · 'orders'
---- CREATE TABLE x (a INT) WITH (topic = 'pay$0', connection_profile = 'local')
'payments-eu' · 'payments-us'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'slow', topic = '$0
 (asking the cluster…)
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', value.subject = '$0
'customers-value' · 'order-totals-value' · 'orders-value' · 'returns-value'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', topic = 'x', format = $0
'json' · 'debezium_json' · 'avro' · 'debezium_avro' · 'protobuf' · 'raw_string' · 'raw_bytes'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', format = 'json', json.$0
json.unstructured =  · json.timestamp_format =  · json.decimal_encoding =  · json.include_schema =  · json.confluent_schema_registry =  · json.validate = 
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', format = 'json', json.unstructured = $0
true · false
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', format = 'json', json.unstructured = 't$0
'true'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', source.$0
source.offset =  · source.until =  · source.read_mode =  · source.group_id =  · source.group_id_prefix =  · source.out_of_range =  · source.idle_timeout = 
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', source.of$0
source.offset =  ~ source.out_of_range = 
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', 'source.of$0
'source.offset' =  ~ 'source.out_of_range' = 
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', 'source.offset' = $0
'earliest' · 'latest' · 'group'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', 'source.offset' = 'e$0
'earliest'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', offset$0
~ source.offset = 
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', source.idle_timeout = $0
INTERVAL
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', ty$0 = 'source')
type
---- CREATE TABLE x (a INT, b TEXT) WITH (connection_profile = 'shop', sink.key_field = $0
'a' · 'b'
---- CREATE TABLE x (a INT) WITH (connection_profile = 'shop', bad_data = $0
'fail' · 'drop' · 'dead_letter'
---- CREATE CONNECTION c WITH ($0
connector = 
---- CREATE CONNECTION c WITH (connector = $0
'kafka' · 'confluent'
---- CREATE CONNECTION c WITH (connector = 'confluent', $0
bootstrap_servers =  · key =  · secret =  · auth.protocol =  · tls.ca =  · schema_registry.endpoint =  · schema_registry.api_key =  · schema_registry.api_secret = 
---- CREATE CONNECTION c WITH (connector = 'kafka', auth.mechanism = $0
'PLAIN' · 'SCRAM-SHA-256' · 'SCRAM-SHA-512'
---- CREATE FUNCTION f(a TEXT) RETURNS TEXT LANGUAGE typescript AS $$ return a $$ WITH ($0
async =  · in_flight =  · timeout = 
---- CREATE TABLE x FROM TOPIC $0
'clicks' · 'orders' · 'payments-eu' · 'payments-us'
---- CREATE TABLE x FROM TOPIC 'pay$0
'payments-eu' · 'payments-us'
---- CREATE TABLE x FROM TOPIC '$0' WITH (connection_profile = 'shop')
'customers' · 'order-totals' · 'orders' · 'returns'
---- CREATE TABLE x f$0
from topic · from topic 'clicks' · from topic 'payments-eu' · from topic 'payments-us'
---- create table x $0
as · from topic · with · from topic 'clicks' · from topic 'payments-eu' · from topic 'payments-us'
---- CREATE TABLE x (o BIGINT METADATA FROM '$0') WITH (connection_profile = 'shop')
'offset_id' · 'partition' · 'topic' · 'timestamp' · 'key' · 'headers' · 'schema_id'
---- SELECT * FROM orders /*+ OPTIONS($0
topic =  · value.subject =  · source.offset =  · source.until =  · source.read_mode =  · source.group_id =  · source.group_id_prefix =  · source.out_of_range =  · topic.create =  · topic.partitions =  · sink.commit_mode =  · sink.key_field =  · … 13 more
---- SELECT * FROM orders /*+ OPTIONS('source.offset' = $0
'earliest' · 'latest' · 'group'
---- SHOW TOPICS FROM $0
local · shop
---- TEST CONNECTION sh$0
shop
---- DROP CONNECTION $0
shop · IF EXISTS
---- SET $0
updating_ttl =  · checkpoint_interval =  · update_interval =  · result_mode =  · connection_profile =  · pipeline_name = 
---- SET upd$0
updating_ttl =  · update_interval = 
---- SET result_mode = $0
'auto' · 'changelog' · 'final'
---- SET result_mode = 'f$0
'final'
---- SET connection_profile = $0
'local' · 'shop'
---- SET connection_profile = 'sh$0
'shop'
---- SET checkpoint_interval = $0
INTERVAL
---- RESET $0
updating_ttl · checkpoint_interval · update_interval · result_mode · connection_profile · pipeline_name · ALL
---- STOP JOB $0
1 · 3
---- PAUSE JOB $0
1 · 3
---- RESTART JOB $0
1 · 3
---- SELECT * FROM orders /*+ OPTIONS(topic = 'ret$0
'returns'
---- select * from tum$0
tumble(table 
