SELECT "open FROM t;
---- error
Error: Quoted name is not closed: " is missing
  1 | SELECT "open FROM t;
    |        ^
