-- A column of USING stands once, and is that of the side that is there; either side's is named with its relation.
CREATE TABLE orders (id BIGINT, customer BIGINT, amount INT) WITH (connector = 'case');
CREATE TABLE customers (id BIGINT, name TEXT, city TEXT) WITH (connector = 'case');
CREATE VIEW buyers (customer, name) AS SELECT id, name FROM customers;
SELECT * FROM orders JOIN buyers USING (customer);
SELECT customer, o.customer AS c1, b.customer AS c2, name FROM orders o LEFT JOIN buyers b USING (customer);
SELECT * FROM orders o RIGHT JOIN buyers b USING (customer);
SELECT customer + 1 AS next, name FROM orders FULL JOIN buyers USING (customer);
SELECT b.*, o.* FROM orders o JOIN buyers b USING (customer) WHERE customer = 11;
SELECT customer, a.amount, b.amount AS other FROM orders a JOIN buyers USING (customer) JOIN orders b USING (customer);
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
{"customer":10,"amount":5,"other":5}
{"customer":10,"amount":5,"other":9}
{"customer":10,"amount":9,"other":5}
{"customer":10,"amount":9,"other":9}
{"customer":10,"c1":10,"c2":10,"name":"Ann"}
{"customer":10,"c1":10,"c2":10,"name":"Ann"}
{"customer":11,"amount":7,"other":7}
{"customer":11,"c1":11,"c2":11,"name":"Bob"}
{"customer":11,"name":"Bob","id":2,"customer_2":11,"amount":7}
{"customer":13,"c1":13,"c2":null,"name":null}
{"customer":null,"c1":null,"c2":null,"name":null}
{"id":1,"customer":10,"amount":5,"name":"Ann"}
{"id":1,"customer":10,"amount":5,"name":"Ann"}
{"id":2,"customer":11,"amount":7,"name":"Bob"}
{"id":2,"customer":11,"amount":7,"name":"Bob"}
{"id":3,"customer":10,"amount":9,"name":"Ann"}
{"id":3,"customer":10,"amount":9,"name":"Ann"}
{"id":null,"customer":12,"amount":null,"name":"Cid"}
{"id":null,"customer":null,"amount":null,"name":"Nobody"}
{"next":11,"name":"Ann"}
{"next":11,"name":"Ann"}
{"next":12,"name":"Bob"}
{"next":13,"name":"Cid"}
{"next":14,"name":null}
{"next":null,"name":"Nobody"}
{"next":null,"name":null}
