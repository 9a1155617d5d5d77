"""The certificates of a batch to take away: each as it was issued in a ZIP, or all as one file to print."""

import re
import zipfile
from io import BytesIO
from tempfile import TemporaryFile

from certificates.records.models import CertificateFile

#: Names of files that every system takes.
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class _Sink:
    """Something to write to that cannot be wound back; what was written is taken away in pieces."""

    def __init__(self):
        self.pieces = []

    def write(self, content):
        self.pieces.append(bytes(content))
        return len(content)

    def flush(self):
        pass

    def take(self):
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def files_of(batch):
    """Return the printed files of `batch` in the order of its rows, a few at a time, but none that is withheld."""
    files = CertificateFile.objects.filter(
        certificate__batch_rows__batch=batch, certificate__revoked_at=None, certificate__suspended_at=None
    ).select_related("certificate")
    return files.order_by("certificate__batch_rows__number").iterator(chunk_size=20)


def zip_of(batch):
    """Yield a ZIP of all printed certificates, piece by piece: a thousand never stand in memory."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for number, file in enumerate(files_of(batch), start=1):
            name = FORBIDDEN.sub(" ", file.certificate.learner_name).strip()
            path = f"{number:04d} {name} {file.certificate.grouped_code}.pdf"
            with archive.open(zipfile.ZipInfo(path, file.certificate.printed_at.timetuple()[:6]), "w") as entry:
                entry.write(file.content)
            yield sink.take()
    yield sink.take()


def one_file_of(batch):
    """Return an open temporary file with all printed certificates as one PDF, to print. It carries no signature."""
    import pikepdf

    with pikepdf.new() as joined:
        for file in files_of(batch):
            with pikepdf.open(BytesIO(file.content)) as one:
                _drop_signature(one)
                joined.pages.extend(one.pages)
        target = TemporaryFile()  # noqa: SIM115 - the response closes it
        joined.save(target)
    target.seek(0)
    return target


def _drop_signature(certificate):
    """Take out the signature's field, which would be void on a page of another file."""
    if "/AcroForm" in certificate.Root:
        del certificate.Root.AcroForm
    for page in certificate.pages:
        if "/Annots" in page:
            del page.Annots
