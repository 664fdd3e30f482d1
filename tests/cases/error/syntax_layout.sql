CREATE TABLE t (
	a INT,
	b	TEXTT TEXT,
  "名前" TEXT TEXT
);
SELECT '日本語', 名前 , , x FROM t;
SELECT a0000000000, a1111111111, a2222222222, a3333333333, a4444444444, a5555555555, a6666666666, a7777777777 oops here, a8888888888, a9999999999, b0000000000, b1111111111, b2222222222 FROM t;
SELECT a /* x
  y */ b c FROM t;
---- error
Error: Expected a column constraint, "," or ")" after "TEXTT", found "TEXT"
  3 |   b  TEXTT TEXT,
    |            ^^^^
Hint: Separate the items with a comma.

Error: Expected an expression after ",", found ","
  6 | SELECT '日本語', 名前 , , x FROM t;
    |                         ^

Error: Expected "," or FROM after "oops", found "here"
  7 | …44, a5555555555, a6666666666, a7777777777 oops here, a8888888888, a9999999999, b0000000000, b11111…
    |                                                 ^^^^
Hint: Did you mean WHERE?

Error: Expected "," or FROM after "b", found "c"
  9 |   y */ b c FROM t;
    |          ^
Hint: Separate columns with a comma.
