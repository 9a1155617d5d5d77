"""The demonstration's people: five accounts to sign in with, and colleagues who only fill the room."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from fledge_site.accounts import DEMO_PASSWORD
from lms.accounts.models import Profile
from lms.roles.permissions import Role

#: Accounts to sign in with: name, first and last name, role.
ACCOUNTS = (
    ("admin", "Ada", "Administrator", None),
    ("trainer", "Tamar", "Trainer", Role.TRAINER),
    ("facilitator", "Farid", "Facilitator", Role.FACILITATOR),
    ("manager", "Mona", "Manager", Role.MANAGER),
    ("learner", "Lena", "Learner", Role.LEARNER),
)
#: Colleagues without a password: first name, last name, department, led by the account `manager` or by no one.
COLLEAGUES = (
    ("Odile", "Marchetti", "Warehouse", True),
    ("Bram", "Okonkwo", "Warehouse", True),
    ("Sunniva", "Pell", "Customer service", True),
    ("Ibrahim", "Quist", "Customer service", True),
    ("Noor", "Valdés", "Product design", True),
    ("Teodor", "Wainwright", "Product design", False),
    ("Aiko", "Brandl", "Sales", False),
    ("Camille", "Dunmore", "Sales", False),
    ("Dev", "Eriksen", "Information technology", False),
    ("Hanan", "Fairley", "Information technology", False),
    ("Jonas", "Grimaldi", "Human resources", False),
    ("Kezia", "Halloran", "Workshop", False),
    ("ليلى", "حداد", "Workshop", False),
    ("Maarten", "Ibáñez", "Workshop", False),
)


def load_people():
    """Create everyone and return {username: user}; the colleagues are called colleague01 and so on."""
    user_model = get_user_model()
    people = {}
    for username, first_name, last_name, role in ACCOUNTS:
        user, is_new = user_model.objects.get_or_create(
            username=username,
            defaults={
                "first_name": first_name,
                "last_name": last_name,
                "email": f"{username}@marlow-finch.example",
                "is_staff": role is None,
                "is_superuser": role is None,
            },
        )
        if is_new:
            user.set_password(DEMO_PASSWORD)
            user.save()
            if role:
                user.groups.add(Group.objects.get(name=role.value))
        people[username] = user
    # Tamar also facilitates: in most firms the trainer runs the brainstorm of the class.
    people["trainer"].groups.add(Group.objects.get(name=Role.FACILITATOR.value))

    learners = Group.objects.get(name=Role.LEARNER.value)
    for number, (first_name, last_name, department, is_led) in enumerate(COLLEAGUES, start=1):
        username = f"colleague{number:02}"
        user, is_new = user_model.objects.get_or_create(
            username=username,
            defaults={
                "first_name": first_name,
                "last_name": last_name,
                "email": f"{username}@marlow-finch.example",
            },
        )
        if is_new:
            user.set_unusable_password()
            user.save()
            user.groups.add(learners)
        people[username] = user
        Profile.objects.get_or_create(
            user=user, defaults={"manager": people["manager"] if is_led else None, "department": department}
        )
    Profile.objects.get_or_create(
        user=people["learner"], defaults={"manager": people["manager"], "department": "Customer service"}
    )
    return people
