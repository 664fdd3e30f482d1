CREATE FUNCTION f(a INT) RETURNS INT LANGUAGE typescript AS $$ return a;
---- error
Error: Text is not closed: "$$" is missing
  1 | CREATE FUNCTION f(a INT) RETURNS INT LANGUAGE typescript AS $$ return a;
    |                                                             ^^
