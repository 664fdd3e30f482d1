"""confluent-kafka's serializers against a registry: other_client.py URL, one JSON request a line, one answer a line.

{"do": "write", "format", "topic", "schema", "value"} answers {"bytes"}, {"do": "read", "format", "topic", "bytes"} answers
{"value"}; bytes in base64. Protobuf messages are those of MESSAGES below, whatever "schema" says.
"""
import base64
import json
import sys

from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, timestamp_pb2

client = SchemaRegistryClient({"url": sys.argv[1]})
F = descriptor_pb2.FieldDescriptorProto


def order():
    """An order that uses a message of another file, a map, a oneof, a presence bit and a well-known type."""
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    used = descriptor_pb2.FileDescriptorProto(name="shop/customer.proto", package="shop", syntax="proto3")
    customer = used.message_type.add(name="Customer")
    customer.field.add(name="name", number=1, type=F.TYPE_STRING, label=F.LABEL_OPTIONAL)
    pool.Add(used)
    file = descriptor_pb2.FileDescriptorProto(name="shop/order.proto", package="shop", syntax="proto3")
    file.dependency.extend(["shop/customer.proto", "google/protobuf/timestamp.proto"])
    message = file.message_type.add(name="Order")
    message.oneof_decl.add(name="paid")
    message.oneof_decl.add(name="_note")
    optional, repeated = F.LABEL_OPTIONAL, F.LABEL_REPEATED
    message.field.add(name="id", number=1, type=F.TYPE_INT64, label=optional)
    message.field.add(name="customer", number=2, type=F.TYPE_MESSAGE, type_name=".shop.Customer", label=optional)
    message.field.add(name="at", number=3, type=F.TYPE_MESSAGE, type_name=".google.protobuf.Timestamp", label=optional)
    message.field.add(name="counts", number=4, type=F.TYPE_MESSAGE, type_name=".shop.Order.CountsEntry", label=repeated)
    message.field.add(name="cash", number=5, type=F.TYPE_DOUBLE, label=optional, oneof_index=0)
    message.field.add(name="card", number=6, type=F.TYPE_STRING, label=optional, oneof_index=0)
    message.field.add(name="note", number=7, type=F.TYPE_STRING, label=optional, oneof_index=1, proto3_optional=True)
    message.field.add(name="state", number=8, type=F.TYPE_ENUM, type_name=".shop.Order.State", label=optional)
    entry = message.nested_type.add(name="CountsEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, type=F.TYPE_STRING, label=optional)
    entry.field.add(name="value", number=2, type=F.TYPE_INT32, label=optional)
    state = message.enum_type.add(name="State")
    state.value.add(name="OPEN", number=0)
    state.value.add(name="CLOSED", number=1)
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("shop.Order"))


Order = order()


def write(format, schema, value, context):
    if format == "AVRO":
        return AvroSerializer(client, schema)(value, context)
    if format == "JSON":
        return JSONSerializer(schema, client)(value, context)
    serializer = ProtobufSerializer(Order, client, {"use.deprecated.format": False})
    return serializer(json_format.ParseDict(value, Order()), context)


def read(format, data, context):
    if format == "AVRO":
        return AvroDeserializer(client)(data, context)
    if format == "JSON":
        return JSONDeserializer(None, schema_registry_client=client)(data, context)
    deserializer = ProtobufDeserializer(Order, {"use.deprecated.format": False}, client)
    return json_format.MessageToDict(deserializer(data, context), preserving_proto_field_name=True)


for line in sys.stdin:
    request = json.loads(line)
    context = SerializationContext(request["topic"], MessageField.VALUE)
    try:
        if request["do"] == "write":
            data = write(request["format"], request.get("schema"), request["value"], context)
            answer = {"bytes": base64.b64encode(data).decode()}
        else:
            answer = {"value": read(request["format"], base64.b64decode(request["bytes"]), context)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
