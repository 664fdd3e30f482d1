CREATE TABLE t (s TEXT) WITH (connector = 'case');
SELECT upper(s) AS up, length(s) AS n, substr(s, 2, 3) AS sub, s || '-' || length(s) AS cat, split_part(s, ' ', 2) AS word, replace(s, 'o', '0') AS rep,
  regexp_replace(s, '(\w+) (\w+)', '$2 $1') AS swapped, concat_ws(',', s, NULL, 'z') AS ws, starts_with(s, 'héllo') AS starts FROM t;
---- input t
{"s":"héllo wörld 😀"}
{"s":""}
{"s":null}
---- output
{"up":"HÉLLO WÖRLD 😀","n":13,"sub":"éll","cat":"héllo wörld 😀-13","word":"wörld","rep":"héll0 wörld 😀","swapped":"wörld héllo 😀","ws":"héllo wörld 😀,z","starts":true}
{"up":"","n":0,"sub":"","cat":"-0","word":"","rep":"","swapped":"","ws":",z","starts":false}
{"up":null,"n":null,"sub":null,"cat":null,"word":null,"rep":null,"swapped":null,"ws":"z","starts":null}
