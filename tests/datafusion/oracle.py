"""Evaluates expressions in DataFusion: one JSON request a line on stdin, one JSON answer a line on stdout.

{"columns": {name: [type, [value, ...]], ...}}  makes the table `t`; answers {"rows": count}
{"expressions": [text, ...]}                    answers a list with, for each, {"type": type, "rows": [[value] | {"error": text}, ...]}
                                                or {"error": text} when it cannot be planned

Types are the objects of `schema/types.ts`, {"kind": "other", "name": ...} where Sluice has none. Values are texts: integers,
days, ticks and unscaled decimals in decimal digits, floats as Python writes them, bytes in hexadecimal digits; NULL is null,
arrays and structs are lists.
"""

import decimal
import json
import sys

import pyarrow as pa
from datafusion import SessionConfig, SessionContext

decimal.getcontext().prec = 200
UNITS = {0: "s", 3: "ms", 6: "us", 9: "ns"}
DIGITS = {unit: digits for digits, unit in UNITS.items()}


def arrow_type(sql):
    kind = sql["kind"]
    if kind == "integer":
        return getattr(pa, ("uint" if sql["unsigned"] else "int") + str(sql["bits"]))()
    if kind == "float":
        return pa.float32() if sql["bits"] == 32 else pa.float64()
    if kind == "decimal":
        return pa.decimal128(sql["precision"], sql["scale"])
    if kind == "timestamp":
        return pa.timestamp(UNITS[sql["precision"]])
    if kind == "array":
        return pa.list_(arrow_type(sql["element"]))
    if kind == "struct":
        return pa.struct([(field["name"], arrow_type(field["type"])) for field in sql["fields"]])
    return {
        "boolean": pa.bool_(),
        "text": pa.string(),
        "bytea": pa.binary(),
        "date": pa.date32(),
        "time": pa.time64("ns"),
        "interval": pa.month_day_nano_interval(),
    }[kind]


def sql_type(arrow):
    types = pa.types
    if types.is_integer(arrow):
        return {"kind": "integer", "bits": arrow.bit_width, "unsigned": types.is_unsigned_integer(arrow)}
    if types.is_floating(arrow) and arrow.bit_width > 16:
        return {"kind": "float", "bits": arrow.bit_width}
    if types.is_decimal128(arrow) and arrow.scale >= 0:
        return {"kind": "decimal", "precision": arrow.precision, "scale": arrow.scale}
    if types.is_timestamp(arrow) and arrow.tz is None:
        return {"kind": "timestamp", "precision": DIGITS[arrow.unit]}
    if types.is_string(arrow) or types.is_large_string(arrow) or types.is_string_view(arrow):
        return {"kind": "text"}
    if types.is_binary(arrow) or types.is_large_binary(arrow) or types.is_binary_view(arrow) or types.is_fixed_size_binary(arrow):
        return {"kind": "bytea"}
    if types.is_list(arrow) or types.is_large_list(arrow) or types.is_fixed_size_list(arrow):
        return {"kind": "array", "element": sql_type(arrow.value_type)}
    if types.is_struct(arrow):
        return {
            "kind": "struct",
            "fields": [{"name": field.name, "type": sql_type(field.type), "nullable": True} for field in arrow],
        }
    if arrow == pa.time64("ns"):
        return {"kind": "time"}
    for test, kind in [
        (types.is_boolean, "boolean"),
        (types.is_null, "null"),
        (types.is_date32, "date"),
        (types.is_interval, "interval"),
    ]:
        if test(arrow):
            return {"kind": kind}
    return {"kind": "other", "name": str(arrow)}


def decoded(value, arrow):
    """A text of the protocol as what pyarrow makes arrays from."""
    types = pa.types
    if value is None:
        return None
    if types.is_boolean(arrow):
        return value == "true"
    if types.is_floating(arrow):
        return float(value)
    if types.is_decimal(arrow):
        return decimal.Decimal(value).scaleb(-arrow.scale)
    if types.is_binary(arrow):
        return bytes.fromhex(value)
    if types.is_interval(arrow):
        return pa.MonthDayNano([int(part) for part in value])
    if types.is_list(arrow):
        return [decoded(one, arrow.value_type) for one in value]
    if types.is_struct(arrow):
        return {field.name: decoded(one, field.type) for field, one in zip(arrow, value)}
    return value if types.is_string(arrow) else int(value)


def column(sql, values):
    arrow = arrow_type(sql)
    plain = [decoded(value, arrow) for value in values]
    if pa.types.is_temporal(arrow) and not pa.types.is_interval(arrow):
        ticks = pa.int32() if pa.types.is_date32(arrow) else pa.int64()
        return pa.array(plain, ticks).cast(arrow)
    return pa.array(plain, arrow)


def encoded(array):
    """The values of an array as texts of the protocol."""
    arrow = array.type
    types = pa.types
    if types.is_list(arrow) or types.is_large_list(arrow) or types.is_fixed_size_list(arrow):
        return [None if not item.is_valid else encoded(item.values) for item in array]
    if types.is_struct(arrow):
        members = [encoded(array.field(i)) for i in range(arrow.num_fields)]
        return [[member[i] for member in members] if item.is_valid else None for i, item in enumerate(array)]
    if types.is_interval(arrow):
        return [None if value is None else [str(part) for part in value] for value in array.to_pylist()]
    if types.is_temporal(arrow):
        narrow = types.is_date32(arrow) or types.is_time32(arrow)
        array = array.view(pa.int32() if narrow else pa.int64())
    return [text(value, arrow) for value in array.to_pylist()]


def text(value, arrow):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, decimal.Decimal):
        return str(int(value.scaleb(arrow.scale)))
    return repr(value)


def register(context, columns):
    arrays = {name: column(sql, values) for name, (sql, values) in columns.items()}
    table = pa.table(arrays)
    for name in [table_name(row) for row in range(table.num_rows)] + ["t"]:
        if context.table_exist(name):
            context.deregister_table(name)
    context.register_record_batches("t", [table.to_batches()])
    for row in range(table.num_rows):
        context.register_record_batches(table_name(row), [table.take([row]).combine_chunks().to_batches()])
    return table.num_rows


def table_name(row):
    return f"t{row}"


def run(context, expression, table):
    batches = context.sql(f"SELECT {expression} AS result FROM {table}").collect()
    return pa.chunked_array([batch.column(0) for batch in batches]).combine_chunks()


def evaluate(context, expression, count):
    """As a whole; row by row when some row fails, so that the others are seen too."""
    try:
        array = run(context, expression, "t")
        return {"type": sql_type(array.type), "rows": [[value] for value in encoded(array)]}
    except BaseException as error:  # a Rust panic is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
    try:
        planned = context.sql(f"SELECT {expression} AS result FROM t").schema().field(0).type
    except BaseException as error:
        return {"error": str(error)}
    rows = []
    found = None  # what rows have may not be what was planned
    for row in range(count):
        try:
            array = run(context, expression, table_name(row))
            if found not in (None, array.type):
                raise TypeError(f"The type changes from {found} to {array.type}")
            found = array.type
            rows.append([encoded(array)[0]])
        except BaseException as error:
            rows.append({"error": str(error)[:300]})
    return {"type": sql_type(found or planned), "rows": rows}


def main():
    context = SessionContext(SessionConfig({"datafusion.execution.target_partitions": "1"}))
    count = 0
    for line in sys.stdin:
        request = json.loads(line)
        if "columns" in request:
            count = register(context, request["columns"])
            answer = {"rows": count}
        else:
            answer = [evaluate(context, expression, count) for expression in request["expressions"]]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
