-- Rows per type in hours of event time.
CREATE TABLE cars (
  timestamp TIMESTAMP NOT NULL, driver_id BIGINT NOT NULL, event_type TEXT NOT NULL, location TEXT NOT NULL,
  WATERMARK FOR timestamp AS timestamp - INTERVAL '1 second'
) WITH (connector = 'single_file', path = '$data/cars.json', format = 'json', type = 'source');
CREATE TABLE hourly (event_type TEXT, hour TIMESTAMP, count BIGINT)
WITH (connector = 'single_file', path = '$output', format = 'json', type = 'sink');

INSERT INTO hourly
SELECT event_type, window.start, count
FROM (
  SELECT event_type, tumble(INTERVAL '1' HOUR) AS window, count(*) AS count FROM cars GROUP BY 1, 2
);
