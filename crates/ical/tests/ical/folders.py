"""Tells in which folders packages lie."""
import importlib.util
import json
import sys

specs = [importlib.util.find_spec(name) for name in json.load(sys.stdin)]
json.dump([spec.submodule_search_locations[0] for spec in specs], sys.stdout)
