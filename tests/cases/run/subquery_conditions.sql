-- IN, EXISTS, ANY and ALL over queries, alone and correlated by equality; NOT IN with NULLs is never true.
CREATE TABLE orders (id BIGINT, customer BIGINT, amount INT) WITH (connector = 'case');
CREATE TABLE customers (id BIGINT, name TEXT, city TEXT) WITH (connector = 'case');
SELECT 'in' AS q, id FROM orders WHERE customer IN (SELECT id FROM customers);
SELECT 'in filtered' AS q, id FROM orders WHERE amount > 5 AND customer IN (SELECT id FROM customers WHERE city = 'Oslo');
SELECT 'any' AS q, id FROM orders WHERE customer = ANY (SELECT id FROM customers);
SELECT 'not in, a NULL among them' AS q, id FROM orders WHERE customer NOT IN (SELECT id FROM customers);
SELECT 'not in' AS q, id FROM orders WHERE customer NOT IN (SELECT id FROM customers WHERE id IS NOT NULL);
SELECT 'not in, no row' AS q, id FROM orders WHERE customer NOT IN (SELECT id FROM customers WHERE id > 100);
SELECT 'all' AS q, id FROM orders WHERE customer <> ALL (SELECT 10);
SELECT 'not (in)' AS q, id FROM orders WHERE NOT (customer IN (SELECT 10));
SELECT 'exists' AS q, id FROM orders WHERE EXISTS (SELECT 1 FROM customers WHERE city = 'Rome');
SELECT 'exists nothing' AS q, id FROM orders WHERE EXISTS (SELECT 1 FROM customers WHERE city = 'Bonn');
SELECT 'not exists' AS q, id FROM orders WHERE NOT EXISTS (SELECT 1 FROM customers WHERE city = 'Bonn') AND id < 3;
SELECT 'correlated' AS q, id FROM orders o WHERE EXISTS (SELECT * FROM customers c WHERE c.id = o.customer AND c.city = 'Oslo');
SELECT 'not correlated' AS q, id FROM orders o WHERE NOT EXISTS (SELECT * FROM customers c WHERE o.customer = c.id);
SELECT 'in correlated' AS q, name FROM customers c WHERE 9 IN (SELECT amount FROM orders o WHERE o.customer = c.id);
SELECT 'not in correlated' AS q, name FROM customers c WHERE 9 NOT IN (SELECT amount FROM orders o WHERE o.customer = c.id);
SELECT 'both' AS q, id FROM orders WHERE customer IN (SELECT id FROM customers) AND EXISTS (SELECT 1) AND id NOT IN (SELECT 3);
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
{"q":"all","id":2}
{"q":"all","id":5}
{"q":"any","id":1}
{"q":"any","id":2}
{"q":"any","id":3}
{"q":"both","id":1}
{"q":"both","id":2}
{"q":"correlated","id":1}
{"q":"correlated","id":3}
{"q":"exists","id":1}
{"q":"exists","id":2}
{"q":"exists","id":3}
{"q":"exists","id":4}
{"q":"exists","id":5}
{"q":"in correlated","name":"Ann"}
{"q":"in filtered","id":3}
{"q":"in","id":1}
{"q":"in","id":2}
{"q":"in","id":3}
{"q":"not (in)","id":2}
{"q":"not (in)","id":5}
{"q":"not correlated","id":4}
{"q":"not correlated","id":5}
{"q":"not exists","id":1}
{"q":"not exists","id":2}
{"q":"not in correlated","name":"Bob"}
{"q":"not in correlated","name":"Cid"}
{"q":"not in correlated","name":"Nobody"}
{"q":"not in","id":5}
{"q":"not in, no row","id":1}
{"q":"not in, no row","id":2}
{"q":"not in, no row","id":3}
{"q":"not in, no row","id":4}
{"q":"not in, no row","id":5}
