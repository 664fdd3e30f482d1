-- LEFT, RIGHT and FULL JOIN: rows without a match stand alone, those with a NULL key too; the final rows.
CREATE TABLE orders (id BIGINT, customer BIGINT, amount INT) WITH (connector = 'case');
CREATE TABLE customers (id BIGINT, name TEXT, city TEXT) WITH (connector = 'case');
SELECT 'left' AS q, o.id, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.id;
SELECT 'right' AS q, o.id, c.name FROM orders o RIGHT OUTER JOIN customers c ON o.customer = c.id;
SELECT 'full' AS q, o.id, c.name FROM orders o FULL OUTER JOIN customers c ON o.customer = c.id;
SELECT 'on right' AS q, o.id, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.id AND c.city = 'Oslo';
SELECT 'on left' AS q, o.id, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.id AND o.amount > 6;
SELECT 'on both' AS q, o.id, c.name FROM orders o FULL JOIN customers c ON o.customer = c.id AND o.amount > length(c.name) + 4;
SELECT 'where' AS q, o.id, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.id WHERE c.name IS NULL AND o.id > 1;
SELECT 'three' AS q, o.id, c.name, p.id AS other FROM orders o LEFT JOIN customers c ON o.customer = c.id LEFT JOIN orders p ON p.customer = c.id AND p.id > o.id;
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
{"q":"full","id":1,"name":"Ann"}
{"q":"full","id":2,"name":"Bob"}
{"q":"full","id":3,"name":"Ann"}
{"q":"full","id":4,"name":null}
{"q":"full","id":5,"name":null}
{"q":"full","id":null,"name":"Cid"}
{"q":"full","id":null,"name":"Nobody"}
{"q":"left","id":1,"name":"Ann"}
{"q":"left","id":2,"name":"Bob"}
{"q":"left","id":3,"name":"Ann"}
{"q":"left","id":4,"name":null}
{"q":"left","id":5,"name":null}
{"q":"on both","id":1,"name":null}
{"q":"on both","id":2,"name":null}
{"q":"on both","id":3,"name":"Ann"}
{"q":"on both","id":4,"name":null}
{"q":"on both","id":5,"name":null}
{"q":"on both","id":null,"name":"Bob"}
{"q":"on both","id":null,"name":"Cid"}
{"q":"on both","id":null,"name":"Nobody"}
{"q":"on left","id":1,"name":null}
{"q":"on left","id":2,"name":"Bob"}
{"q":"on left","id":3,"name":"Ann"}
{"q":"on left","id":4,"name":null}
{"q":"on left","id":5,"name":null}
{"q":"on right","id":1,"name":"Ann"}
{"q":"on right","id":2,"name":null}
{"q":"on right","id":3,"name":"Ann"}
{"q":"on right","id":4,"name":null}
{"q":"on right","id":5,"name":null}
{"q":"right","id":1,"name":"Ann"}
{"q":"right","id":2,"name":"Bob"}
{"q":"right","id":3,"name":"Ann"}
{"q":"right","id":null,"name":"Cid"}
{"q":"right","id":null,"name":"Nobody"}
{"q":"three","id":1,"name":"Ann","other":3}
{"q":"three","id":2,"name":"Bob","other":null}
{"q":"three","id":3,"name":"Ann","other":null}
{"q":"three","id":4,"name":null,"other":null}
{"q":"three","id":5,"name":null,"other":null}
{"q":"where","id":4,"name":null}
{"q":"where","id":5,"name":null}
