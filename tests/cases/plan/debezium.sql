CREATE TABLE t (id INT PRIMARY KEY, n INT, name TEXT) WITH (connector = 'case', format = 'debezium_json', unbounded = TRUE);
CREATE TABLE out (name TEXT) WITH (connector = 'case', format = 'debezium_json');
EXPLAIN SELECT id, n + 1 AS m FROM t WHERE n > 0;
EXPLAIN SELECT name FROM t LIMIT 3;
EXPLAIN INSERT INTO out SELECT name FROM t;
---- plan
Result  unbounded, updating
  Project  id, n + 1 AS m  (updating, key id)
    Filter  n > 0  (updating, key id)
      Scan t (case, debezium_json)  id INT, n INT  (updating, key id)

Result  unbounded, updating
  Limit  3  (updating, no key)
    Project  name  (updating, no key)
      Scan t (case, debezium_json)  id INT, name TEXT  (updating, key id)

Sink out (case, debezium_json)  unbounded, updating
  Project  name, _event_time  (updating, no key)
    Project  name, _event_time  (updating, no key)
      Scan t (case, debezium_json)  id INT, name TEXT  (updating, key id)
