"""Answers questions about identity policies by PMapper's simulator: a question as JSON on each line in, an answer out."""

import collections
import collections.abc
import json
import sys

# PMapper 1.1.5 looks for the abstract collections where Python had them before 3.10.
collections.Mapping = collections.abc.Mapping
collections.MutableMapping = collections.abc.MutableMapping

from principalmapper.querying.local_policy_simulation import policy_has_matching_statement  # noqa: E402
from principalmapper.util.case_insensitive_dict import CaseInsensitiveDict  # noqa: E402


def answer(question):
    context = CaseInsensitiveDict(question["context"])

    def matches(effect):
        return any(
            policy_has_matching_statement(policy, effect, question["action"], question["resource"], context)
            for policy in question["identity"]
        )

    if matches("Deny"):
        return "denied explicitly"
    return "allowed" if matches("Allow") else "denied"


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
