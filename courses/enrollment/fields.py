from django.db import models


class CourseKeyField(models.UUIDField):
    """The `translation_key` of the course of the row, which the course and all its translations share."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"editable": False, **kwargs})

    def pre_save(self, model_instance, add):
        key = model_instance.course.translation_key if add else super().pre_save(model_instance, add)
        setattr(model_instance, self.attname, key)
        return key
