"""Reads across a relation, for querysets: a model's neighbors are found by the relation's name, not by an import."""


def related_objects(model, relation):
    """Return all objects on the other side of `relation`, a field or reverse name of `model`, as a queryset.

    Two models that know each other would otherwise import each other. Raises `FieldDoesNotExist` for an unknown name.
    """
    return related_model(model, relation)._default_manager.all()


def related_model(model, relation):
    """Return the model on the other side of `relation`. Raises `FieldDoesNotExist` for an unknown name."""
    return model._meta.get_field(relation).related_model
