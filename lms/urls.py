"""All public URLs of Fledge, for the host's one line `path("learning/", include("lms.urls"))`.

The other apps add theirs by the hook `register_learning_urls`, so that a host includes nothing else.
"""

from django.urls import include, path
from wagtail import hooks

from . import views

lms_patterns = [
    path("", views.dashboard, name="dashboard"),
    path("sign-in/", views.SignInView.as_view(), name="sign_in"),
    path("sign-out/", views.SignOutView.as_view(), name="sign_out"),
    path("preferences/", views.preferences, name="preferences"),
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/file/", views.my_data_file, name="my_data_file"),
    path("brand/<slug:color>.css", views.brand_stylesheet, name="brand_stylesheet"),
    path("health/", views.health, name="health"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

urlpatterns = [path("", include((lms_patterns, "lms")))]

for register in hooks.get_hooks("register_learning_urls"):
    urlpatterns += register()
