-- Sessions per user: one user comes back every two seconds, the others come once.
CREATE TABLE impulse (
  timestamp TIMESTAMP NOT NULL, counter BIGINT UNSIGNED NOT NULL, subtask_index BIGINT UNSIGNED NOT NULL,
  WATERMARK FOR timestamp AS timestamp - INTERVAL '1 second'
) WITH (connector = 'single_file', path = '$data/impulse.json', format = 'json', type = 'source');
CREATE TABLE sessions (start TIMESTAMP, "end" TIMESTAMP, user_id BIGINT, rows BIGINT)
WITH (connector = 'single_file', path = '$output', format = 'json', type = 'sink');

INSERT INTO sessions
SELECT window.start, window.end, user_id, rows
FROM (
  SELECT session(INTERVAL '20 seconds') AS window, CASE WHEN counter % 10 = 0 THEN 0 ELSE counter END AS user_id,
    count(*) AS rows
  FROM impulse GROUP BY window, user_id
);
