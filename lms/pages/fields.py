"""Model fields for content."""

from wagtail.fields import StreamField


class BlockFreeStreamField(StreamField):
    """A StreamField whose blocks stay out of migrations: a changed or added block never asks for one."""

    def __init__(self, block_types=(), **kwargs):
        super().__init__(block_types, **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs
