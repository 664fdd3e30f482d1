SELECT 0e0 AS a, -0e0 AS b, a, b FROM (VALUES (0e0, -0e0)) AS t (a, b);
---- output
{"a":0.0,"b":-0.0,"a_2":0.0,"b_2":-0.0}
