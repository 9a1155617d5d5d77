from django.apps import apps

#: These tests ask for the models of another host: `make test-host`.
collect_ignore_glob = [] if apps.is_installed("tests.variant") else ["test_*.py"]
