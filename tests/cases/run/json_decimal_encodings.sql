CREATE TABLE number (d DECIMAL(6, 2)) WITH (connector = 'case', type = 'sink');
CREATE TABLE string (d DECIMAL(6, 2)) WITH (connector = 'case', type = 'sink', json.decimal_encoding = 'string');
CREATE TABLE bytes (d DECIMAL(6, 2)) WITH (connector = 'case', type = 'sink', json.decimal_encoding = 'bytes');
EXECUTE STATEMENT SET BEGIN
  INSERT INTO number VALUES (DECIMAL '1.50');
  INSERT INTO string VALUES (DECIMAL '1.50');
  INSERT INTO bytes VALUES (DECIMAL '-1.50');
END;
---- output number
{"d":1.50}
---- output string
{"d":"1.50"}
---- output bytes
{"d":"////////////////////ag=="}
