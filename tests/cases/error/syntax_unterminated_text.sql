SELECT 1; SELECT 'it''s open
FROM t;
---- error
Error: Text is not closed: a single quote is missing
  1 | SELECT 1; SELECT 'it''s open
    |                  ^
