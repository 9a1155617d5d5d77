"""Who may do what with certificates. Roles get these permissions by the hook `register_role_permissions`."""


def can_download(user, certificate):
    """The learner may, and whoever may see the register of certificates."""
    return (user.is_authenticated and certificate.learner_id == user.pk) or can_see_register(user)


def can_see_register(user):
    return user.has_perm("lms_certificates.view_certificate")


def can_revoke(user):
    """Revoking and reinstating are one right."""
    return user.has_perm("lms_certificates.change_certificate")


def can_decide_corrections(user):
    return user.has_perm("lms_certificates.change_namecorrection")
