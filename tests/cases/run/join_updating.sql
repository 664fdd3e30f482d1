-- An outer row is given at once, taken back for its first match, and the changes of an updating side go through.
CREATE TABLE people (id INT PRIMARY KEY, name TEXT, city INT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
CREATE TABLE cities (id INT PRIMARY KEY, city TEXT) WITH (connector = 'case', format = 'debezium_json', type = 'source');
SET result_mode = 'changelog';
SELECT p.name, c.city FROM people p LEFT JOIN cities c ON p.city = c.id;
RESET result_mode;
SELECT p.name, c.city FROM people p LEFT JOIN cities c ON p.city = c.id;
SELECT p.name, c.city FROM people p JOIN cities c ON p.city = c.id;
---- input people
{"before":null,"after":{"id":1,"name":"ann","city":1},"op":"c"}
{"before":null,"after":{"id":2,"name":"bob","city":2},"op":"c"}
{"before":{"id":2,"name":"bob","city":2},"after":{"id":2,"name":"bob","city":1},"op":"u"}
{"before":null,"after":{"id":3,"name":"cid","city":3},"op":"c"}
---- input cities
{"before":null,"after":{"id":1,"city":"Oslo"},"op":"c"}
{"before":{"id":1,"city":"Oslo"},"after":{"id":1,"city":"Rome"},"op":"u"}
{"before":null,"after":{"id":3,"city":"Bonn"},"op":"c"}
{"before":{"id":3,"city":"Bonn"},"after":null,"op":"d"}
---- output
{"_op":"+I","name":"ann","city":null}
{"_op":"+I","name":"bob","city":null}
{"_op":"-D","name":"bob","city":null}
{"_op":"+I","name":"bob","city":null}
{"_op":"+I","name":"cid","city":null}
{"_op":"-D","name":"ann","city":null}
{"_op":"+I","name":"ann","city":"Oslo"}
{"_op":"-D","name":"bob","city":null}
{"_op":"+I","name":"bob","city":"Oslo"}
{"_op":"-D","name":"ann","city":"Oslo"}
{"_op":"+I","name":"ann","city":null}
{"_op":"-D","name":"bob","city":"Oslo"}
{"_op":"+I","name":"bob","city":null}
{"_op":"-D","name":"ann","city":null}
{"_op":"+I","name":"ann","city":"Rome"}
{"_op":"-D","name":"bob","city":null}
{"_op":"+I","name":"bob","city":"Rome"}
{"_op":"-D","name":"cid","city":null}
{"_op":"+I","name":"cid","city":"Bonn"}
{"_op":"-D","name":"cid","city":"Bonn"}
{"_op":"+I","name":"cid","city":null}
{"name":"ann","city":"Rome"}
{"name":"bob","city":"Rome"}
{"name":"cid","city":null}
{"name":"ann","city":"Rome"}
{"name":"bob","city":"Rome"}
