from django.core.management.base import BaseCommand

from certificates.register.services import keep_missing_documents


class Command(BaseCommand):
    help = "Draw the documents of issued certificates that have none yet. May be stopped and started again."

    def handle(self, *args, **options) -> None:
        count = 0
        for certificate in keep_missing_documents():
            count += 1
            if options["verbosity"] > 1:
                self.stdout.write(f"{certificate.register_number} {certificate.sha256}")
        self.stdout.write(f"{count} documents drawn.")
