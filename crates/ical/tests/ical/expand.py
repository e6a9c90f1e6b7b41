"""Tells what python-dateutil makes of rules: a list of times for each, or words where it refuses one."""
import datetime
import json
import sys
import types
import warnings

import dateutil.rrule

warnings.simplefilter("ignore")


def instances(case):
    start, end = (datetime.datetime.fromisoformat(case[name]) for name in ("start", "end"))
    # A rule that never matches would be walked to the end of time, which is long.
    dateutil.rrule.datetime = types.SimpleNamespace(**{**vars(datetime), "MAXYEAR": end.year})
    found = []
    try:
        for at in dateutil.rrule.rrulestr(case["rule"], dtstart=start):
            if at >= end or len(found) == case["most"]:
                break
            found.append(at.isoformat())
    except ValueError as refusal:
        return str(refusal)
    return found


json.dump([instances(case) for case in json.load(sys.stdin)], sys.stdout)
