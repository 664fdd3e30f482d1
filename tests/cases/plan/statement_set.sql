CREATE TABLE t (a BIGINT) WITH (connector = 'case');
CREATE TABLE m (x BIGINT);
CREATE TABLE out (a BIGINT) WITH (connector = 'case', type = 'sink');
EXPLAIN EXECUTE STATEMENT SET BEGIN
  INSERT INTO m SELECT a FROM t WHERE a > 1;
  INSERT INTO out SELECT x FROM m;
END;
---- plan
Memory table m  bounded, append-only  x BIGINT
  Project  a AS x, _event_time, _watermark
    Project  a, _event_time, _watermark
      Filter  a > 1
        Watermark  event time _event_time, watermark _event_time - INTERVAL '1 second'
          Scan t (case, json)  a BIGINT

Sink out (case, json)  bounded, append-only  a BIGINT
  Project  x AS a, _event_time
    Project  x, _event_time
      Memory table m
