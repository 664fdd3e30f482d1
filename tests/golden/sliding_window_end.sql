-- Sliding windows without a key: the partly filled ones at the ends are given too.
CREATE TABLE impulse (
  timestamp TIMESTAMP NOT NULL, counter BIGINT UNSIGNED NOT NULL, subtask_index BIGINT UNSIGNED NOT NULL,
  WATERMARK FOR timestamp AS timestamp - INTERVAL '1 second'
) WITH (connector = 'single_file', path = '$data/impulse.json', format = 'json', type = 'source');
CREATE TABLE sliding (count BIGINT, min BIGINT, max BIGINT, start TIMESTAMP, "end" TIMESTAMP)
WITH (connector = 'single_file', path = '$output', format = 'json', type = 'sink');

INSERT INTO sliding
SELECT count, min, max, window.start, window.end
FROM (
  SELECT count(*) AS count, min(counter) AS min, max(counter) AS max,
    hop(INTERVAL '2 seconds', INTERVAL '10 seconds') AS window
  FROM impulse GROUP BY window
);
