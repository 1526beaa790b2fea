"""The requests of a benchmark: lines on stdin, answers one line of JSON each on stdout."""

import json
import sys


def serve(greeting, requests):
    """Greets, then answers until an empty line or the end of stdin.

    requests has a function of the request's argument, a string, for each request's name.
    """
    _answer(greeting)
    for line in sys.stdin:
        words = line.rstrip("\n").split(" ", 1)
        if not words[0]:
            break
        _answer(requests[words[0]](words[1]))


def _answer(reply):
    print(json.dumps(reply), flush=True)
