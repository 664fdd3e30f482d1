CREATE TABLE cars (name TEXT, mpg DOUBLE, cylinders BIGINT) WITH (connector = 'case');
SELECT name, cylinders * 2 AS double_cylinders FROM cars WHERE mpg >= 18.0;
---- input cars
{"name":"a","mpg":18,"cylinders":8}
{"name":"b","mpg":15.0,"cylinders":8}
{"name":"c","mpg":null,"cylinders":4}
{"name":"d","mpg":24.5,"cylinders":null}
---- output
{"name":"a","double_cylinders":16}
{"name":"d","double_cylinders":null}
