CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE TABLE m (x TEXT, y BIGINT);
CREATE TABLE one (x TEXT) WITH (connector = 'case', type = 'sink');
CREATE TABLE two (y BIGINT) WITH (connector = 'case', type = 'sink');
EXECUTE STATEMENT SET BEGIN
  INSERT INTO m SELECT a, a + 1 FROM t;
  INSERT INTO one SELECT x || '!' FROM m;
  INSERT INTO two SELECT y FROM m WHERE y > 2;
END;
---- input t
{"a":1}
{"a":2}
---- output one
{"x":"1!"}
{"x":"2!"}
---- output two
{"y":3}
