CREATE TABLE t (s TEXT) WITH (connector = 'case');
SELECT s FROM t WHERE s > 'B' ORDER BY s;
---- input t
{"s":"a"}
{"s":"A"}
{"s":"é"}
{"s":"z"}
{"s":"B"}
{"s":"BB"}
{"s":"\uffff"}
{"s":"😀"}
---- output
{"s":"BB"}
{"s":"a"}
{"s":"z"}
{"s":"é"}
{"s":"￿"}
{"s":"😀"}
