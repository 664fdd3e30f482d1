SELECT 1 /* open /* nested */ FROM t;
---- error
Error: Comment is not closed: */ is missing
  1 | SELECT 1 /* open /* nested */ FROM t;
    |          ^^
