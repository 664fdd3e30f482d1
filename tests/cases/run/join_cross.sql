-- CROSS JOIN with VALUES, of bounded sides, and comma joins whose condition is no equality.
CREATE TABLE orders (id BIGINT, customer BIGINT, amount INT) WITH (connector = 'case');
CREATE TABLE customers (id BIGINT, name TEXT, city TEXT) WITH (connector = 'case');
SELECT o.id, v.label FROM orders o CROSS JOIN (VALUES ('x'), ('y')) AS v(label) WHERE o.id < 3;
SELECT o.id, c.name FROM orders o CROSS JOIN customers c WHERE o.id = 1;
SELECT a.id, b.id AS other FROM orders a, orders b WHERE a.amount < b.amount AND a.id > 2;
SELECT a.x, b.y FROM (VALUES (1), (2)) a(x), (VALUES ('p'), ('q')) b(y);
SELECT * FROM (VALUES (1, 'one'), (2, 'two')) a(x, name) JOIN (VALUES (2.0), (3.0)) b(y) ON a.x = b.y;
SELECT * FROM (SELECT 1 AS one) CROSS JOIN (SELECT 2 AS two) CROSS JOIN (SELECT 3 AS three);
---- input orders
{"id": 1, "customer": 10, "amount": 5}
{"id": 2, "customer": 11, "amount": 7}
{"id": 3, "customer": 10, "amount": 9}
{"id": 4, "customer": null, "amount": 11}
{"id": 5, "customer": 13, "amount": 13}
---- input customers
{"id": 10, "name": "Ann", "city": "Oslo"}
{"id": 11, "name": "Bob", "city": "Rome"}
{"id": 12, "name": "Cid", "city": "Oslo"}
{"id": null, "name": "Nobody", "city": null}
---- output sorted
{"id":1,"label":"x"}
{"id":1,"label":"y"}
{"id":1,"name":"Ann"}
{"id":1,"name":"Bob"}
{"id":1,"name":"Cid"}
{"id":1,"name":"Nobody"}
{"id":2,"label":"x"}
{"id":2,"label":"y"}
{"id":3,"other":4}
{"id":3,"other":5}
{"id":4,"other":5}
{"one":1,"two":2,"three":3}
{"x":1,"y":"p"}
{"x":1,"y":"q"}
{"x":2,"name":"two","y":2.0}
{"x":2,"y":"p"}
{"x":2,"y":"q"}
