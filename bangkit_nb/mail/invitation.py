"""Build the invitation that a calendar takes in: text/calendar, METHOD:REQUEST (RFC 5546). Pure.

Its UID comes from the Rakor's key, so that a later terbitan moves the entry instead of adding one.
The end is left out, for the params know none.
"""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

from bangkit_nb.errors import MailError
from bangkit_nb.mail.messages import PesanSurel
from bangkit_nb.params import Rakor


def build_invitation(
    rakor: Rakor, penyelenggara: str, alamat: str, date: dt.datetime, terbitan: int
) -> bytes:
    """Return the invitation of one Rakor to one address.

    penyelenggara: address that answers go to. date: when it is made. Raises MailError where the
    day of the Rakor is not fixed yet.
    """
    if len(rakor.tanggal) != len("2024-03-01"):
        raise MailError("Tanggal Rakor belum pasti, jadi undangan kalender belum dapat dibuat.")
    t = PesanSurel(rakor.bahasa)
    event = Event()
    event.add("uid", f"{rakor.rakor}@{penyelenggara.rpartition('@')[2].lower()}")
    event.add("dtstamp", date.astimezone(dt.UTC))
    event.add("sequence", terbitan - 1)
    event.add("summary", t("surel.undangan", kabupaten=rakor.kabupaten))
    if rakor.jam:
        hour, minute = rakor.jam.replace(":", ".").split(".")
        start = dt.datetime.combine(rakor.hari, dt.time(int(hour), int(minute)))
        event.add("dtstart", start, parameters={"TZID": rakor.zona.key})
    else:
        event.add("dtstart", rakor.hari)
    if rakor.tempat:
        event.add("location", vText(rakor.tempat))
    event.add("description", vText(rakor.forum))
    event.add("organizer", vCalAddress(f"mailto:{penyelenggara}"))
    guest = vCalAddress(f"mailto:{alamat}")
    asked = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    guest.params.update({name: vText(value) for name, value in asked.items()})
    event.add("attendee", guest)
    event.add("status", "CONFIRMED")
    calendar = Calendar()
    for name, value in (("prodid", "-//bangkit-nb//ID"), ("version", "2.0"), ("method", "REQUEST")):
        calendar.add(name, value)
    if rakor.jam:
        calendar.add_component(_zone(rakor))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _zone(rakor: Rakor) -> Timezone:
    """Return the zone in full, for mail programs know others; none here has summer time."""
    offset = rakor.zona.utcoffset(dt.datetime.combine(rakor.hari, dt.time()))
    assert offset is not None
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", offset)
    standard.add("tzoffsetto", offset)
    standard.add("tzname", rakor.zona_waktu)
    zone = Timezone()
    zone.add("tzid", rakor.zona.key)
    zone.add_component(standard)
    return zone
