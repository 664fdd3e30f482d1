-- one
SELECT /* outer /* inner */ still */ 1 AS one; -- the end
---- output
{"one":1}
