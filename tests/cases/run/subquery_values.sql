-- A query as a value: NULL where it has no row; in the select list, in WHERE, in expressions.
CREATE TABLE orders (id BIGINT, customer BIGINT, amount INT) WITH (connector = 'case');
CREATE TABLE customers (id BIGINT, name TEXT, city TEXT) WITH (connector = 'case');
SELECT id, (SELECT name FROM customers WHERE id = 11) AS name FROM orders WHERE id < 3;
SELECT id, amount + (SELECT 100) AS more FROM orders WHERE amount > (SELECT amount FROM orders WHERE id = 2);
SELECT (SELECT 1) + (SELECT 2) AS three, (SELECT name FROM customers WHERE id = 99) AS nothing;
SELECT id FROM orders WHERE amount = (SELECT max(amount) FROM orders);
SELECT city, count(*) AS n FROM customers GROUP BY city HAVING count(*) >= (SELECT count(*) FROM customers WHERE city = 'Oslo');
SELECT sum(amount * (SELECT 2)) + (SELECT 1) AS odd FROM orders;
SELECT o.id, (SELECT min(id) FROM customers) AS first FROM orders o JOIN customers c ON o.customer = c.id WHERE c.city IN (SELECT city FROM customers GROUP BY city HAVING count(*) = 1);
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
{"city":"Oslo","n":2}
{"id":1,"name":"Bob"}
{"id":2,"first":10}
{"id":2,"name":"Bob"}
{"id":3,"more":109}
{"id":4,"more":111}
{"id":5,"more":113}
{"id":5}
{"odd":91}
{"three":3,"nothing":null}
