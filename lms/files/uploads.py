"""Files that someone has sent and looks at before anything is made of them."""

import uuid

from django.contrib.contenttypes.models import ContentType
from wagtail.models import UploadedFile


def uploads_of(user, model):
    """Return the files that `user` has sent to make a `model` of, and has not imported yet."""
    content_type = ContentType.objects.get_for_model(model)
    return UploadedFile.objects.filter(uploaded_by_user=user, for_content_type=content_type)


def keep_upload(file, *, user, model, suffix):
    """Keep `file` until `user` confirms, in the place of any earlier one. suffix: such as ".zip"."""
    for earlier in uploads_of(user, model):
        earlier.file.delete(save=False)
        earlier.delete()
    upload = UploadedFile(uploaded_by_user=user, for_content_type=ContentType.objects.get_for_model(model))
    file.seek(0)
    # A name that no one guesses: media may be public.
    upload.file.save(f"{uuid.uuid4().hex}{suffix}", file)
    return upload
