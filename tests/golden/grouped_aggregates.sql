-- An updating aggregate, as changes.
CREATE TABLE impulse (
  timestamp TIMESTAMP NOT NULL, counter BIGINT UNSIGNED NOT NULL, subtask_index BIGINT UNSIGNED NOT NULL,
  WATERMARK FOR timestamp AS timestamp - INTERVAL '1 second'
) WITH (connector = 'single_file', path = '$data/impulse.json', format = 'json', type = 'source');
CREATE TABLE grouped (counter_mod BIGINT, min BIGINT, max BIGINT, sum BIGINT, count BIGINT, avg DOUBLE)
WITH (connector = 'single_file', path = '$output', format = 'debezium_json', type = 'sink');

INSERT INTO grouped
SELECT counter % 5, min(counter), max(counter), sum(counter), count(*), avg(counter) FROM impulse GROUP BY 1;
