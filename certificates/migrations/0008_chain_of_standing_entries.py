from django.db import migrations

from certificates.register.chain import BEGINNING, book_key, digest_of_entry, digest_of_event, link

AT_ONCE = 2000


def chain_books(apps, schema_editor):
    """Record what stands in the register already: entries in the order of their numbers, then documents, decisions."""
    register_model = apps.get_model("certificates", "CertificateRegister")
    record_model = apps.get_model("certificates", "RegisterRecord")
    for register in register_model.objects.select_related("institution"):
        records = []
        entries = list(register.certificates.order_by("number"))
        for entry in entries:
            content = {"number": entry.register_number, "entry": digest_of_entry(entry)}
            records.append(
                record_model(
                    register=register, kind="issued", certificate=entry, content=content, recorded_at=entry.issued_at
                )
            )
        for entry in entries:
            if entry.sha256:
                content = {"sha256": entry.sha256}
                records.append(
                    record_model(
                        register=register,
                        kind="document",
                        certificate=entry,
                        content=content,
                        recorded_at=entry.issued_at,
                    )
                )
        events = apps.get_model("certificates", "CertificateEvent").objects.filter(certificate__register=register)
        for event in events.order_by("recorded_at", "pk"):
            records.append(
                record_model(
                    register=register,
                    kind="decision",
                    certificate_id=event.certificate_id,
                    content={"event": digest_of_event(event)},
                    recorded_at=event.recorded_at,
                )
            )
        if register.closed_at is not None:
            content = {"last_number": register.last_number, "by": None}
            records.append(
                record_model(register=register, kind="closed", content=content, recorded_at=register.closed_at)
            )
        register.chain_length, register.chain_head = link(book_key(register), records, length=0, head=BEGINNING)
        record_model.objects.bulk_create(records, batch_size=AT_ONCE)
        register.save(update_fields=["chain_length", "chain_head"])


def name_people(apps, schema_editor):
    """Lines of lists say whom they are about, not only by the enrolment."""
    batch_model = apps.get_model("certificates", "IssueBatch")
    enrolment_model = apps.get_model("training", "Enrolment")
    for batch in batch_model.objects.exclude(lines=[]):
        people = dict(
            enrolment_model.objects.filter(pk__in=[line["enrolment"] for line in batch.lines]).values_list(
                "pk", "person_id"
            )
        )
        batch.lines = [{**line, "person": people[line["enrolment"]]} for line in batch.lines]
        batch.save(update_fields=["lines"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0007_chain_requests_blanks_other_kinds")]

    operations = [
        migrations.RunPython(chain_books, migrations.RunPython.noop),
        migrations.RunPython(name_people, migrations.RunPython.noop),
    ]
