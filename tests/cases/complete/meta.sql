-- Meta commands and what stands behind them.
---- \$0
\d · \dt · \help · \i · \replay · \stop · \peek · \conninfo · \x
---- \d$0
\d · \dt
---- \st$0
\stop
---- \he$0
\help
---- \d $0
orders · customers · order_totals · "Odd table" · big_orders · per_minute
---- \d ord$0
orders · order_totals ~ big_orders
---- \i $0
pipelines/ · report.sql · rows.csv
---- \i pip$0
pipelines/
---- \i pipelines/$0
pipelines/daily.sql · pipelines/hourly.sql
---- \i pipelines/h$0
pipelines/hourly.sql
---- \i .h$0
.hidden
---- \replay $0
--check · pipelines/ · report.sql · rows.csv
---- \replay pip$0
pipelines/
---- \stop $0
1 · 3
---- \peek pay$0
payments-eu · payments-us
---- \conninfo $0
local · shop
---- \x $0
on · off · auto
---- \x o$0
on · off
---- \help sub$0
substr · substr_index
---- \dt $0
(none)
----   \d$0
\d · \dt
