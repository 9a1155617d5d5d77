from django.urls import path

from . import issuer_views, learner_views, views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
    path("certificates/", learner_views.mine, name="mine"),
    path("certificates/preference/", learner_views.change_preference, name="change_preference"),
    path("certificates/<str:code>/", learner_views.detail, name="detail"),
    path("certificates/<str:code>/certificate.pdf", learner_views.download, name="download"),
    path("certificates/<str:code>/public-page/", learner_views.change_page, name="change_page"),
    path("certificates/<str:code>/renewal/", learner_views.begin_renewal, name="begin_renewal"),
    path("certificates/<str:code>/correction/", learner_views.ask_correction, name="ask_correction"),
    path("certificates/<str:code>/credential.jwt", issuer_views.credential_jwt, name="credential_jwt"),
    path("certificates/<str:code>/credential.json", issuer_views.credential_json, name="credential_json"),
    path("certificates/<str:code>/badge.svg", issuer_views.badge, name="badge"),
    path("issuer/", issuer_views.issuer, name="issuer"),
    path("issuer/keys/", issuer_views.key_set, name="keys"),
    path("issuer/keys/<str:key_id>/", issuer_views.key, name="key"),
    path("issuer/status/<int:pk>/", issuer_views.status_list, name="status_list"),
]
