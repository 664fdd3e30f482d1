CREATE CONNECTION c WITH (connector = 'kafka', auth.password = 'hunter2' 'x');
CREATE CONNECTION c WITH (secret = 'hunter2', schema_registry.api_secret 'hunter2');
CREATE CONNECTION c WIHT ('schema_registry.api_secret' = 'hunter2', key = 'k');
CREATE CONNECTION c WITH (password = '{{ PASSWORD }}', secret = 1234 x);
CREATE CONNECTION c WITH (endpoint = 'https://ann:hunter2@registry.example' x);
CREATE CONNECTION c WITH (password = 'hunter2
;
---- error
Error: Expected "," or ")" after "'…'", found "'…'"
  1 | CREATE CONNECTION c WITH (connector = 'kafka', auth.password = '***' '***');
    |                                                                      ^^^^^
Hint: Separate the items with a comma.

Error: Expected "=" after "api_secret", found "'…'"
  2 | CREATE CONNECTION c WITH (secret = '***', schema_registry.api_secret '***');
    |                                                                      ^^^^^

Error: Expected WITH after "c", found "WIHT"
  3 | CREATE CONNECTION c WIHT ('schema_registry.api_secret' = '***', key = 'k');
    |                     ^^^^
Hint: Did you mean WITH?

Error: Expected "," or ")" after "***", found "x"
  4 | CREATE CONNECTION c WITH (password = '{{ PASSWORD }}', secret = '***' x);
    |                                                                       ^
Hint: Separate the items with a comma.

Error: Expected "," or ")" after "'…'", found "x"
  5 | CREATE CONNECTION c WITH (endpoint = '***' x);
    |                                            ^
Hint: Separate the items with a comma.

Error: Text is not closed: a single quote is missing
  6 | CREATE CONNECTION c WITH (password = '***'
    |                                      ^^^^^
