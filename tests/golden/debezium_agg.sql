-- Changes in, changes out.
CREATE TABLE orders (
  id INT PRIMARY KEY, customer_name TEXT, product_name TEXT, quantity INT, price DOUBLE, order_date TIMESTAMP(6), status TEXT
) WITH (connector = 'single_file', path = '$data/aggregate_updates.json', format = 'debezium_json', type = 'source');
CREATE TABLE products (id TEXT PRIMARY KEY, c BIGINT, d BIGINT, q BIGINT)
WITH (connector = 'single_file', path = '$output', format = 'debezium_json', type = 'sink');

INSERT INTO products
SELECT concat('p_', product_name) AS id, count(*) AS c, count(DISTINCT customer_name) AS d, sum(quantity + 5) + 10 AS q
FROM orders GROUP BY concat('p_', product_name);
