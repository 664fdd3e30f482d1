"""Confluent's own Python client as the other side: one JSON request a line on stdin, one JSON answer a line on stdout.

{"op": "produce", "bootstrap", "registry", "topic", "format", "schema", "rows": [...], "keys": [...]?, "key_schema"?}
    serialises each row with the schema (registering it) and sends it to partition 0; answers {"sent": n}
{"op": "consume", "bootstrap", "registry", "topic", "format", "schema"?, "count"}
    reads that many records from the beginning and deserialises them; answers {"rows": [{"key", "value"}, ...]}
{"op": "raw", "bootstrap", "topic", "values": [hex or null, ...]}
    sends bytes as they are
{"op": "config", "registry", "subject", "level"}      sets the compatibility of a subject
{"op": "fastavro_write", "schema", "rows"}            answers {"hex"}: an object container file
{"op": "fastavro_read", "hex"}                        answers {"rows"} of an object container file

`format` is avro, json or protobuf; rows are JSON in which {"$bytes": hex}, {"$decimal": text}, {"$ts": ISO text}, {"$date": ISO date}
and {"$time": ISO time} stand for what JSON has no words for.
"""

import datetime
import decimal
import importlib
import io
import json
import os
import sys
import tempfile

import fastavro
import google.protobuf
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from confluent_kafka.schema_registry import SchemaRegistryClient, ServerConfig
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import json_format
from grpc_tools import protoc

decimal.getcontext().prec = 60
UTC = datetime.timezone.utc


def revive(value):
    """From the request's JSON to Python."""
    if isinstance(value, list):
        return [revive(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$bytes"}:
        return bytes.fromhex(value["$bytes"])
    if set(value) == {"$decimal"}:
        return decimal.Decimal(value["$decimal"])
    if set(value) == {"$ts"}:
        return datetime.datetime.fromisoformat(value["$ts"])
    if set(value) == {"$date"}:
        return datetime.date.fromisoformat(value["$date"])
    if set(value) == {"$time"}:
        return datetime.time.fromisoformat(value["$time"])
    return {name: revive(one) for name, one in value.items()}


def plain(value):
    """From Python to the answer's JSON."""
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    if isinstance(value, decimal.Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return {"$ts": value.isoformat(timespec="microseconds")}
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"$time": value.isoformat(timespec="microseconds")}
    return value


messages = {}


def message_class(text):
    """The first message of a .proto text, compiled once."""
    if text not in messages:
        folder = tempfile.mkdtemp(prefix="sluice-proto-")
        name = f"peer_{os.getpid()}_{len(messages)}"
        with open(f"{folder}/{name}.proto", "w") as file:
            file.write(text)
        includes = os.path.join(os.path.dirname(protoc.__file__), "_proto")
        code = protoc.main(["protoc", f"-I{folder}", f"-I{includes}", f"--python_out={folder}", f"{name}.proto"])
        if code != 0:
            raise ValueError("the .proto text does not compile")
        sys.path.insert(0, folder)
        module = importlib.import_module(f"{name}_pb2")
        first = next(iter(module.DESCRIPTOR.message_types_by_name))
        messages[text] = getattr(module, first)
    return messages[text]


def serializer(client, format, schema):
    if format == "avro":
        return AvroSerializer(client, schema)
    if format == "json":
        return JSONSerializer(schema, client)
    made = message_class(schema)
    inner = ProtobufSerializer(made, client, {"use.deprecated.format": False})
    return lambda row, context: None if row is None else inner(json_format.ParseDict(row, made()), context)


def deserializer(client, format, schema):
    if format == "avro":
        return AvroDeserializer(client, schema)
    if format == "json":
        return JSONDeserializer(schema, schema_registry_client=client)
    inner = ProtobufDeserializer(message_class(schema), {"use.deprecated.format": False}, client)

    def read(data, context):
        message = inner(data, context)
        if message is None:
            return None
        return json_format.MessageToDict(
            message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
        )

    return read


def create_topic(request):
    admin = AdminClient({"bootstrap.servers": request["bootstrap"]})
    for made in admin.create_topics([NewTopic(request["topic"], 1, 1)]).values():
        try:
            made.result(30)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise


def produce(request):
    create_topic(request)
    client = SchemaRegistryClient({"url": request["registry"]})
    producer = Producer({"bootstrap.servers": request["bootstrap"]})
    topic = request["topic"]
    value = serializer(client, request["format"], request["schema"])
    key = serializer(client, request["format"], request["key_schema"]) if "key_schema" in request else None
    keys = revive(request.get("keys", [None] * len(request["rows"])))
    for one, row in zip(keys, revive(request["rows"])):
        producer.produce(
            topic,
            partition=0,
            key=key(one, SerializationContext(topic, MessageField.KEY)) if key else one,
            value=value(row, SerializationContext(topic, MessageField.VALUE)),
        )
    if producer.flush(30) != 0:
        raise TimeoutError("records are not acknowledged")
    return {"sent": len(request["rows"])}


def raw(request):
    producer = Producer({"bootstrap.servers": request["bootstrap"]})
    for value in request["values"]:
        producer.produce(request["topic"], partition=0, value=None if value is None else bytes.fromhex(value))
    if producer.flush(30) != 0:
        raise TimeoutError("records are not acknowledged")
    return {"sent": len(request["values"])}


def consume(request):
    client = SchemaRegistryClient({"url": request["registry"]})
    consumer = Consumer({
        "bootstrap.servers": request["bootstrap"],
        "group.id": "peer",
        "enable.auto.commit": False,
        "isolation.level": "read_committed",
    })
    topic = request["topic"]
    partitions = consumer.list_topics(topic, 10).topics[topic].partitions
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    value = deserializer(client, request["format"], request.get("schema"))
    key = deserializer(client, request["format"], None) if request.get("keys") else None
    rows = []
    while len(rows) < request["count"]:
        message = consumer.poll(30)
        if message is None:
            raise TimeoutError(f"only {len(rows)} records came")
        if message.error():
            raise ValueError(str(message.error()))
        rows.append({
            "key": plain(key(message.key(), SerializationContext(topic, MessageField.KEY)) if key else message.key()),
            "value": plain(value(message.value(), SerializationContext(topic, MessageField.VALUE))),
        })
    consumer.close()
    return {"rows": rows}


def config(request):
    client = SchemaRegistryClient({"url": request["registry"]})
    client.set_config(request["subject"], ServerConfig(compatibility=request["level"]))
    return {}


def fastavro_write(request):
    out = io.BytesIO()
    fastavro.writer(out, json.loads(request["schema"]), revive(request["rows"]), codec=request.get("codec", "null"))
    return {"hex": out.getvalue().hex()}


def fastavro_read(request):
    return {"rows": plain(list(fastavro.reader(io.BytesIO(bytes.fromhex(request["hex"])))))}


OPERATIONS = {
    "produce": produce,
    "consume": consume,
    "raw": raw,
    "config": config,
    "fastavro_write": fastavro_write,
    "fastavro_read": fastavro_read,
}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = OPERATIONS[asked["op"]](asked)
    except Exception as error:  # the asker decides what it means
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
