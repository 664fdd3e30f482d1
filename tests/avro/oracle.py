"""Reads Avro with fastavro and with Apache Avro: a request per line, an answer per line.

A request is {"schema": text, "bytes": hex, "container": whether it is a container file}, an answer {"fastavro": [value, …],
"apache": [value, …]} with the datums of each, or {"error": text} in the place of a list. Values carry their Python type, so
that what logical types mean is compared and not only what lies beneath.
"""

import datetime
import decimal
import io
import json
import struct
import sys
import uuid

import avro.datafile
import avro.io
import avro.schema
import fastavro

EPOCH = datetime.datetime(1970, 1, 1)
MICROSECOND = datetime.timedelta(microseconds=1)


def encoded(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "float " + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "text " + value
    if isinstance(value, bytes):
        return "bytes " + value.hex()
    if isinstance(value, decimal.Decimal):
        return "decimal " + format(value, "f")
    if isinstance(value, datetime.datetime):
        return "timestamp " + str((value.replace(tzinfo=None) - EPOCH) // MICROSECOND)
    if isinstance(value, datetime.date):
        return "date " + str((value - EPOCH.date()).days)
    if isinstance(value, datetime.time):
        day = datetime.timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
        return "time " + str(day // MICROSECOND)
    if isinstance(value, uuid.UUID):
        return "uuid " + str(value)
    if isinstance(value, list):
        return [encoded(item) for item in value]
    if isinstance(value, dict):
        return {key: encoded(member) for key, member in value.items()}
    raise TypeError(f"no such value: {type(value)}")


def with_fastavro(schema, data, is_container):
    if is_container:
        return list(fastavro.reader(data))
    datum = fastavro.schemaless_reader(data, fastavro.parse_schema(json.loads(schema)), None)
    require_end(data)
    return [datum]


def with_apache(schema, data, is_container):
    if is_container:
        return list(avro.datafile.DataFileReader(data, avro.io.DatumReader()))
    datum = avro.io.DatumReader(avro.schema.parse(schema)).read(avro.io.BinaryDecoder(data))
    require_end(data)
    return [datum]


def require_end(data):
    rest = len(data.read())
    if rest > 0:
        raise ValueError(f"{rest} bytes are left over")


def answer(read, request):
    try:
        data = io.BytesIO(bytes.fromhex(request["bytes"]))
        return [encoded(datum) for datum in read(request["schema"], data, request["container"])]
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    decimal.getcontext().prec = 60
    for line in sys.stdin:
        request = json.loads(line)
        answers = {"fastavro": answer(with_fastavro, request), "apache": answer(with_apache, request)}
        sys.stdout.write(json.dumps(answers) + "\n")


main()
