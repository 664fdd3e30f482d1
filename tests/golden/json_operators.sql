-- Documents without declared columns.
CREATE TABLE cars (value JSON)
WITH (connector = 'single_file', path = '$data/cars.json', format = 'json', json.unstructured = true, type = 'source');
CREATE TABLE parts WITH (connector = 'single_file', path = '$output', format = 'json', type = 'sink');

INSERT INTO parts
SELECT 'test' AS a, value -> 'driver_id' AS b, value -> 'event_type' AS c, value -> 'not_a_field' AS d FROM cars;
