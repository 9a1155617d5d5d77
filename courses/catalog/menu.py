from wagtail.admin.menu import MenuItem

from lms.roles.permissions import Role, has_role


class TrainerMenuItem(MenuItem):
    def is_shown(self, request):
        return has_role(request.user, Role.TRAINER)
