CREATE TABLE t (s TEXT) WITH (connector = 'case');
SELECT s, s LIKE 'a%' AS starts, s LIKE '%b' AS ends, s LIKE 'a_c' AS one, s NOT LIKE '%x%' AS without, s ILIKE 'A%' AS any_case,
  s LIKE '100!%' ESCAPE '!' AS percent, s LIKE 'a\_c' AS backslash, s ~ '^a.+c$' AS regex, s ~* 'ABC' AS regex_any,
  s SIMILAR TO '(abc|def)' AS similar_to FROM t;
---- input t
{"s":"abc"}
{"s":"a_c"}
{"s":"Ab"}
{"s":"100%"}
{"s":"a\nb"}
{"s":null}
---- output
{"s":"abc","starts":true,"ends":false,"one":true,"without":true,"any_case":true,"percent":false,"backslash":false,"regex":true,"regex_any":true,"similar_to":true}
{"s":"a_c","starts":true,"ends":false,"one":true,"without":true,"any_case":true,"percent":false,"backslash":true,"regex":true,"regex_any":false,"similar_to":false}
{"s":"Ab","starts":false,"ends":true,"one":false,"without":true,"any_case":true,"percent":false,"backslash":false,"regex":false,"regex_any":false,"similar_to":false}
{"s":"100%","starts":false,"ends":false,"one":false,"without":true,"any_case":false,"percent":true,"backslash":false,"regex":false,"regex_any":false,"similar_to":false}
{"s":"a\nb","starts":true,"ends":true,"one":false,"without":true,"any_case":true,"percent":false,"backslash":false,"regex":false,"regex_any":false,"similar_to":false}
{"s":null,"starts":null,"ends":null,"one":null,"without":null,"any_case":null,"percent":null,"backslash":null,"regex":null,"regex_any":null,"similar_to":null}
