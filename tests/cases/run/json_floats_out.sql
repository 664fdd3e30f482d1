-- Shortest text that reads back equal, always with a fraction or an exponent; NaN and infinity are null.
SELECT 1.0 AS one, 1e20 AS big, -0.0 AS zero, CAST(0.1 AS REAL) AS r, CAST('NaN' AS DOUBLE) AS nan, 1.0 / 0.0 AS inf, 1e-7 AS small;
---- output
{"one":1.0,"big":1e20,"zero":-0.0,"r":0.1,"nan":null,"inf":null,"small":1e-7}
