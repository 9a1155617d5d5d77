"""All public URLs of Fledge, for the host's one line `path("learning/", include("lms.urls"))`.

The other apps add theirs by the hook `register_learning_urls`, so that a host includes nothing else.
"""

from django.urls import include, path
from wagtail import hooks

from lms.accounts.views import SignInView, SignOutView, preferences
from lms.brand.views import brand_stylesheet, styleguide
from lms.dashboard.views import dashboard
from lms.jobs.views import health
from lms.personal_data.views import my_data, my_data_file

lms_patterns = [
    path("", dashboard, name="dashboard"),
    path("sign-in/", SignInView.as_view(), name="sign_in"),
    path("sign-out/", SignOutView.as_view(), name="sign_out"),
    path("preferences/", preferences, name="preferences"),
    path("my-data/", my_data, name="my_data"),
    path("my-data/file/", my_data_file, name="my_data_file"),
    path("brand/<slug:color>.css", brand_stylesheet, name="brand_stylesheet"),
    path("health/", health, name="health"),
    path("styleguide/", styleguide, name="styleguide"),
]

urlpatterns = [path("", include((lms_patterns, "lms")))]

for register in hooks.get_hooks("register_learning_urls"):
    urlpatterns += register()
