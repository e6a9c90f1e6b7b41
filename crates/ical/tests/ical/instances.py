"""Tells when the events of calendars take place, as recurring-ical-events has it: a list for each file, or null where it gives up."""
import datetime
import json
import sys
import warnings

import icalendar
import recurring_ical_events

warnings.simplefilter("ignore")
UTC = datetime.timezone.utc


def instant(when):
    """Days and times without a zone are taken for UTC."""
    if not isinstance(when, datetime.datetime):
        when = datetime.datetime(when.year, when.month, when.day)
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")


def instances(path):
    start, end = (datetime.datetime(year, 1, 1, tzinfo=UTC) for year in (2018, 2023))
    try:
        with open(path, "rb") as file:
            calendar = icalendar.Calendar.from_ical(file.read())
        events = recurring_ical_events.of(calendar).between(start, end)
    except (ValueError, recurring_ical_events.InvalidCalendar):
        return None
    return sorted(f"{instant(event.start)} {instant(event.end)}" for event in events)


json.dump([instances(path) for path in json.load(sys.stdin)], sys.stdout)
