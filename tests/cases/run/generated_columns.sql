-- Cast to the declared type; they see physical and metadata columns; not part of the message.
CREATE TABLE t (
  price TEXT, cents INT GENERATED ALWAYS AS (CAST(price AS DOUBLE) * 100), twice DOUBLE AS (off * 2) STORED,
  plain AS upper(price), off BIGINT METADATA FROM 'offset_id'
) WITH (connector = 'case');
SELECT * FROM t;
SELECT cents FROM t WHERE twice > 1;
---- input t
{"price":"1.50","cents":7}
{"price":null}
{"price":"0.075"}
---- output
{"price":"1.50","cents":150,"twice":0.0,"plain":"1.50","off":0}
{"price":null,"cents":null,"twice":2.0,"plain":null,"off":1}
{"price":"0.075","cents":7,"twice":4.0,"plain":"0.075","off":2}
{"cents":null}
{"cents":7}
