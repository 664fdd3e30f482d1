-- TEXT and STRUCT columns behind a filter, more rows than one batch of seven.
CREATE TABLE t (id BIGINT NOT NULL, s TEXT, st STRUCT<x TEXT>, l BIGINT[]) WITH (connector = 'case');
SELECT id, s, st, l, s || st.x AS both FROM t WHERE id % 3 = 0 AND s <> 'no';
---- input t
{"id":0,"s":"a","st":{"x":"A"},"l":[0]}
{"id":1,"s":"b","st":{"x":"B"},"l":[1]}
{"id":2,"s":"c","st":{"x":"C"},"l":[2]}
{"id":3,"s":"d é","st":{"x":"D"},"l":[3]}
{"id":4,"s":"e","st":{"x":"E"},"l":[4]}
{"id":5,"s":"f","st":{"x":"F"},"l":[5]}
{"id":6,"s":null,"st":{"x":"G"},"l":[6]}
{"id":7,"s":"h","st":{"x":"H"},"l":[7]}
{"id":8,"s":"i","st":{"x":"I"},"l":[8]}
{"id":9,"s":"j\"\\","st":null,"l":[9]}
{"id":12,"s":"no","st":{"x":"K"},"l":[10]}
{"id":15,"s":"l","st":{"x":"L"},"l":null}
---- output
{"id":0,"s":"a","st":{"x":"A"},"l":[0],"both":"aA"}
{"id":3,"s":"d é","st":{"x":"D"},"l":[3],"both":"d éD"}
{"id":9,"s":"j\"\\","st":null,"l":[9],"both":null}
{"id":15,"s":"l","st":{"x":"L"},"l":null,"both":"lL"}
