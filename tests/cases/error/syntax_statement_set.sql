EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1 END;
EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; SELECT 2; END;
EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1;
---- error
Error: Expected ",", FROM or ";" after "END", found the end of the statement
  1 | EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1 END;
    |                                                       ^

Error: Expected INSERT or END after ";", found "SELECT"
  2 | EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; SELECT 2; END;
    |                                                     ^^^^^^

Error: Expected INSERT or END after ";", found the end of the statement
  3 | EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1;
    |                                                    ^
