"""Pictures and documents of Wagtail's own libraries."""

import factory
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file


class ImageFactory(factory.django.DjangoModelFactory):
    """A white picture, `width` by 24 pixels."""

    class Meta:
        model = get_image_model()

    class Params:
        width = 32

    title = factory.Sequence(lambda n: f"Image {n}")
    file = factory.LazyAttributeSequence(lambda image, n: get_test_image_file(f"image-{n}.png", size=(image.width, 24)))


class DocumentFactory(factory.django.DjangoModelFactory):
    """A document called `file_name`, which holds `content`."""

    class Meta:
        model = get_document_model()

    class Params:
        file_name = "list.pdf"
        content = b"One page."

    title = factory.Sequence(lambda n: f"Document {n}")
    file = factory.LazyAttribute(lambda document: ContentFile(document.content, name=document.file_name))
