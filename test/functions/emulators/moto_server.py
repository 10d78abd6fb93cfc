"""Starts moto's server with four of its costs taken out; what it answers stays the same.

- A transaction copies every table that it touches, whole, to be able to roll back. Here it copies the items that it
  touches.
- A message that is sent counts all messages that wait in its queue, one by one, for attributes that nobody asked for. Here
  the approximate numbers come from the lengths of moto's own lists.
- Werkzeug waits up to ten milliseconds behind every answer for a request that is longer than it said. Ours never are.
- moto lists its own folders and methods for every request. Here once.
"""

import copy
import functools
import logging
import threading

import werkzeug.serving
from moto import backends
from moto.core import responses
from moto.dynamodb import models as dynamodb
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.server import main
from moto.sqs.models import Queue

transaction = threading.local()


def snapshot(table):
    """A copy to roll back to: the table's own structure, and deep copies of the items that the transaction names."""
    result = copy.copy(table)
    result.items = table.items.copy()
    for key in transaction.keys.get(table.name, []):
        hash_value = DynamoType(key[table.hash_key_attr])
        if hash_value not in table.items:
            continue
        held = table.items[hash_value]
        if table.range_key_attr is None:
            result.items[hash_value] = copy.deepcopy(held)
            continue
        result.items[hash_value] = dict(held)
        range_value = DynamoType(key[table.range_key_attr])
        if range_value in held:
            result.items[hash_value][range_value] = copy.deepcopy(held[range_value])
    if table.stream_shard is not None:
        result.stream_shard = copy.copy(table.stream_shard)
        result.stream_shard.items = list(table.stream_shard.items)
    return result


class Copies:
    """Stands for the module `copy` inside moto's DynamoDB."""

    copy = staticmethod(copy.copy)

    @staticmethod
    def deepcopy(value, memo=None):
        in_transaction = getattr(transaction, "keys", None) is not None
        return snapshot(value) if in_transaction and isinstance(value, Table) else copy.deepcopy(value, memo)


def transact_write_items(backend, transact_items):
    keys = {}
    for item in transact_items:
        operation = next(iter(item.values()))
        keys.setdefault(operation.get("TableName"), []).append(operation.get("Key") or operation.get("Item") or {})
    transaction.keys = keys
    try:
        return original_transaction(backend, transact_items)
    finally:
        transaction.keys = None


original_transaction = dynamodb.DynamoDBBackend.transact_write_items
dynamodb.DynamoDBBackend.transact_write_items = transact_write_items
dynamodb.copy = Copies

Queue.approximate_number_of_messages = property(lambda queue: len(queue._messages) - len(queue.pending_messages))
Queue.approximate_number_of_messages_not_visible = property(lambda queue: len(queue.pending_messages))
Queue.approximate_number_of_messages_delayed = property(lambda queue: 0)



class NothingToRead:
    """Stands for the selector with which Werkzeug waits."""

    DefaultSelector = None
    EVENT_READ = 1

    def register(self, connection, events):
        pass

    def select(self, timeout):
        return []

    def close(self):
        pass


NothingToRead.DefaultSelector = NothingToRead
werkzeug.serving.selectors = NothingToRead

modules = list(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: modules
responses.method_names_from_class = functools.lru_cache(maxsize=None)(responses.method_names_from_class)

logging.getLogger("werkzeug").setLevel(logging.ERROR)

main()
