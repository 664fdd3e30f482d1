-- Every aggregate over groups, with rows coming and going: the results are those of the rows that are left.
CREATE TABLE t (id BIGINT PRIMARY KEY, g TEXT, x BIGINT, y DOUBLE, s TEXT) WITH (connector = 'case', format = 'debezium_json');
SELECT g,
  array_agg(x) AS xs, string_agg(s, '-') AS texts, string_agg(DISTINCT s, ',' ORDER BY s DESC) AS different,
  first_value(x) AS first, last_value(x) AS last, nth_value(x, 2) AS second, first_value(s ORDER BY x DESC) AS top,
  nth_value(s, -2) IGNORE NULLS AS last_but_one, bool_and(x > 1) AS every, bool_or(x > 4) AS some,
  bit_and(x) AS band, bit_or(x) AS bor, bit_xor(x) AS bxor
FROM t GROUP BY g;
SELECT g,
  stddev(x) AS sd, stddev_pop(x) AS sdp, var(x) AS v, var_pop(x) AS vp, median(x) AS mid, median(y) FILTER (WHERE x > 2) AS mid2,
  corr(y, x) AS c, covar(y, x) AS cv, covar_pop(y, x) AS cvp, regr_slope(y, x) AS slope, regr_intercept(y, x) AS intercept,
  regr_count(y, x) AS n, regr_r2(y, x) AS r2, regr_avgx(y, x) AS ax, regr_avgy(y, x) AS ay, regr_sxx(y, x) AS sxx,
  regr_syy(y, x) AS syy, regr_sxy(y, x) AS sxy, approx_distinct(s) AS d, approx_median(x) AS am,
  approx_percentile_cont(0.75) WITHIN GROUP (ORDER BY y) AS p75, approx_percentile_cont(0.75) WITHIN GROUP (ORDER BY y DESC) AS p25,
  approx_percentile_cont_with_weight(x, 0.5) WITHIN GROUP (ORDER BY y) AS wp
FROM t GROUP BY g;
---- input t
{"before":null,"after":{"id":1,"g":"a","x":5,"y":1.5,"s":"p"},"op":"c"}
{"before":null,"after":{"id":2,"g":"a","x":3,"y":2.5,"s":"q"},"op":"c"}
{"before":null,"after":{"id":3,"g":"b","x":1000000000000000,"y":1e15,"s":"r"},"op":"c"}
{"before":null,"after":{"id":4,"g":"a","x":null,"y":4,"s":null},"op":"c"}
{"before":null,"after":{"id":5,"g":"a","x":7,"y":3.5,"s":"p"},"op":"c"}
{"before":null,"after":{"id":6,"g":"b","x":2,"y":0.5,"s":"u"},"op":"c"}
{"before":null,"after":{"id":7,"g":"b","x":6,"y":2.5,"s":"u"},"op":"c"}
{"before":{"id":3,"g":"b","x":1000000000000000,"y":1e15,"s":"r"},"after":null,"op":"d"}
{"before":{"id":2,"g":"a","x":3,"y":2.5,"s":"q"},"after":{"id":2,"g":"a","x":6,"y":2.5,"s":"z"},"op":"u"}
{"before":null,"after":{"id":8,"g":"c","x":9,"y":1,"s":"v"},"op":"c"}
{"before":{"id":8,"g":"c","x":9,"y":1,"s":"v"},"after":null,"op":"d"}
---- output
{"g":"a","xs":[5,null,7,6],"texts":"p-p-z","different":"z,p","first":5,"last":6,"second":null,"top":null,"last_but_one":"p","every":true,"some":true,"band":4,"bor":7,"bxor":4}
{"g":"b","xs":[2,6],"texts":"u-u","different":"u","first":2,"last":6,"second":6,"top":"u","last_but_one":"u","every":true,"some":true,"band":2,"bor":6,"bxor":4}
{"g":"a","sd":1.0,"sdp":0.816496580927726,"v":1.0,"vp":0.6666666666666666,"mid":6,"mid2":2.5,"c":1.0,"cv":1.0,"cvp":0.6666666666666666,"slope":1.0,"intercept":-3.5,"n":3,"r2":1.0,"ax":6.0,"ay":2.5,"sxx":2.0,"syy":2.0,"sxy":2.0,"d":2,"am":6,"p75":3.625,"p25":2.25,"wp":2.5}
{"g":"b","sd":2.8284271247461903,"sdp":2.0,"v":8.0,"vp":4.0,"mid":4,"mid2":2.5,"c":1.0,"cv":4.0,"cvp":2.0,"slope":0.5,"intercept":-0.5,"n":2,"r2":1.0,"ax":4.0,"ay":1.5,"sxx":8.0,"syy":2.0,"sxy":4.0,"d":1,"am":4,"p75":2.0,"p25":1.0,"wp":2.5}
