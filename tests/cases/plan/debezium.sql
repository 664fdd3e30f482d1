CREATE TABLE t (id INT PRIMARY KEY, n INT, name TEXT) WITH (connector = 'case', format = 'debezium_json', unbounded = TRUE);
CREATE TABLE out (name TEXT) WITH (connector = 'case', format = 'debezium_json');
EXPLAIN SELECT id, n + 1 AS m FROM t WHERE n > 0;
EXPLAIN SELECT name FROM t LIMIT 3;
EXPLAIN INSERT INTO out SELECT name FROM t;
---- plan
Result  unbounded, updating, key id  id INT NOT NULL, m BIGINT
  Project  id, n + 1 AS m
    Filter  n > 0
      Scan t (case, debezium_json)  id INT, n INT  [updating, key id]

Result  unbounded, updating  name TEXT
  Limit  3
    Project  name
      Scan t (case, debezium_json)  id INT, name TEXT  [updating, key id]

Sink out (case, debezium_json)  unbounded, updating  name TEXT
  Project  name, _event_time
    Project  name, _event_time
      Scan t (case, debezium_json)  id INT, name TEXT  [updating, key id]
