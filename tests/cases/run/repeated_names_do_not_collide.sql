SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a;
---- output
{"a":1,"a_3":2,"a_2":3,"a_4":4}
