CREATE TABLE orders (id BIGINT, price DOUBLE, item STRUCT<name TEXT>) WITH (connector = 'case');
CREATE VIEW cheap AS SELECT id FROM orders WHERE price < 1;
SELECT * FROM order_s;
SELECT * FROM nothing_like_it;
SELECT pirce FROM orders;
SELECT o.id, orders.id FROM orders AS o;
SELECT item.nam FROM orders;
SELECT id.x FROM orders;
SELECT zzz FROM orders;
SELECT lenght(item.name) FROM orders;
SELECT qwertyuiop(1);
SELECT * FROM cheap WHERE price > 1;
SELECT "ID" FROM orders;
INSERT INTO ordres SELECT 1;
INSERT INTO orders (id, prise) SELECT 1, 2;
DROP TABLE ordesr;
DROP CONNECTION nope;
DESCRIBE orderz;
SHOW CREATE TABLE orderz;
---- error
Error: table order_s not found
  3 | SELECT * FROM order_s;
    |               ^^^^^^^
Hint: Did you mean orders?

Error: table nothing_like_it not found
  4 | SELECT * FROM nothing_like_it;
    |               ^^^^^^^^^^^^^^^
Hint: SHOW TABLES lists them; CREATE TABLE makes one.

Error: 'pirce' not found
  5 | SELECT pirce FROM orders;
    |        ^^^^^
Hint: Did you mean "price"?

Error: 'orders.id' not found
  6 | SELECT o.id, orders.id FROM orders AS o;
    |              ^^^^^^^^^
Hint: Did you mean "id"?

Error: 'nam' not found
  7 | SELECT item.nam FROM orders;
    |             ^^^
Hint: Did you mean "name"?

Error: BIGINT has no field 'x'
  8 | SELECT id.x FROM orders;
    |           ^

Error: 'zzz' not found
  9 | SELECT zzz FROM orders;
    |        ^^^
Hint: Columns of orders: id, price, item.

Error: Function 'lenght' not found
  10 | SELECT lenght(item.name) FROM orders;
     |        ^^^^^^
Hint: Did you mean length?

Error: Function 'qwertyuiop' not found
  11 | SELECT qwertyuiop(1);
     |        ^^^^^^^^^^
Hint: SHOW FUNCTIONS lists them.

Error: 'price' not found
  12 | SELECT * FROM cheap WHERE price > 1;
     |                           ^^^^^
Hint: Columns of cheap: id.

Error: 'ID' not found
  13 | SELECT "ID" FROM orders;
     |        ^^^^
Hint: Did you mean "id"?

Error: table ordres not found
  14 | INSERT INTO ordres SELECT 1;
     |             ^^^^^^
Hint: Did you mean orders?

Error: 'prise' not found
  15 | INSERT INTO orders (id, prise) SELECT 1, 2;
     |                         ^^^^^
Hint: Did you mean "price"?

Error: table ordesr not found
  16 | DROP TABLE ordesr;
     |            ^^^^^^
Hint: Did you mean orders?

Error: connection profile 'nope' not found
  17 | DROP CONNECTION nope;
     |                 ^^^^
Hint: SHOW CONNECTIONS lists them.

Error: table orderz not found
  18 | DESCRIBE orderz;
     |          ^^^^^^
Hint: Did you mean orders?

Error: table orderz not found
  19 | SHOW CREATE TABLE orderz;
     |                   ^^^^^^
Hint: Did you mean orders?
