-- Regular inner joins over append-only inputs: pairs of equal keys, in either order of arrival; NULL keys match nothing.
CREATE TABLE orders (id BIGINT, customer BIGINT, amount INT) WITH (connector = 'case');
CREATE TABLE customers (id BIGINT, name TEXT, city TEXT) WITH (connector = 'case');
SELECT o.id, c.name, o.amount FROM orders o JOIN customers c ON o.customer = c.id;
SELECT o.id, c.name FROM orders o, customers c WHERE o.customer = c.id AND c.city = 'Oslo' AND o.amount > 5;
SELECT * FROM orders JOIN customers ON orders.customer = customers.id WHERE amount < 10;
SELECT o.*, c.city FROM orders o INNER JOIN customers c ON o.customer + 0 = c.id AND o.amount > length(c.name) * 2;
SELECT a.id AS a, b.id AS b FROM orders a JOIN orders b ON a.customer = b.customer AND a.id < b.id;
SELECT o.id, c.name FROM orders o JOIN customers c ON o.customer IS NOT DISTINCT FROM c.id;
SELECT o.id, a.name, b.name AS other FROM orders o JOIN customers a ON o.customer = a.id JOIN customers b ON a.city = b.city AND a.id <> b.id;
SELECT 'order of commas' AS q, a.name, b.name AS other, o.id FROM customers a, customers b, orders o WHERE a.city = 'Oslo' AND o.customer = a.id AND b.id = o.customer + 1;
SELECT * FROM (VALUES (1, 2)) x(i, j), (VALUES (3, 4)) y(k, l), (VALUES (2, 3)) z(m, n) WHERE i + 1 = m AND k = n;
---- input orders
{"id": 1, "customer": 10, "amount": 5}
{"id": 2, "customer": 11, "amount": 7}
{"id": 3, "customer": 10, "amount": 9}
{"id": 4, "customer": null, "amount": 11}
{"id": 5, "customer": 12, "amount": 13}
---- input customers
{"id": 10, "name": "Ann", "city": "Oslo"}
{"id": 11, "name": "Bob", "city": "Rome"}
{"id": 12, "name": "Cid", "city": "Oslo"}
{"id": null, "name": "Nobody", "city": null}
---- output sorted
{"a":1,"b":3}
{"i":1,"j":2,"k":3,"l":4,"m":2,"n":3}
{"id":1,"customer":10,"amount":5,"id_2":10,"name":"Ann","city":"Oslo"}
{"id":1,"name":"Ann","amount":5}
{"id":1,"name":"Ann","other":"Cid"}
{"id":1,"name":"Ann"}
{"id":2,"customer":11,"amount":7,"city":"Rome"}
{"id":2,"customer":11,"amount":7,"id_2":11,"name":"Bob","city":"Rome"}
{"id":2,"name":"Bob","amount":7}
{"id":2,"name":"Bob"}
{"id":3,"customer":10,"amount":9,"city":"Oslo"}
{"id":3,"customer":10,"amount":9,"id_2":10,"name":"Ann","city":"Oslo"}
{"id":3,"name":"Ann","amount":9}
{"id":3,"name":"Ann","other":"Cid"}
{"id":3,"name":"Ann"}
{"id":3,"name":"Ann"}
{"id":4,"name":"Nobody"}
{"id":5,"customer":12,"amount":13,"city":"Oslo"}
{"id":5,"name":"Cid","amount":13}
{"id":5,"name":"Cid","other":"Ann"}
{"id":5,"name":"Cid"}
{"id":5,"name":"Cid"}
{"q":"order of commas","name":"Ann","other":"Bob","id":1}
{"q":"order of commas","name":"Ann","other":"Bob","id":3}
