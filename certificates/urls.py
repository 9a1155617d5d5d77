from django.urls import path

from certificates.learners import views as learner
from certificates.verification.views import issuer, verifying

urlpatterns = [
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:code>/", verifying.verify_code, name="verify_code"),
    path("certificates/", learner.mine, name="mine"),
    path("certificates/preference/", learner.change_preference, name="change_preference"),
    path("certificates/<str:code>/", learner.detail, name="detail"),
    path("certificates/<str:code>/certificate.pdf", learner.download, name="download"),
    path("certificates/<str:code>/public-page/", learner.change_page, name="change_page"),
    path("certificates/<str:code>/renewal/", learner.begin_renewal, name="begin_renewal"),
    path("certificates/<str:code>/correction/", learner.ask_correction, name="ask_correction"),
    path("certificates/<str:code>/credential.jwt", issuer.credential_jwt, name="credential_jwt"),
    path("certificates/<str:code>/credential.json", issuer.credential_json, name="credential_json"),
    path("certificates/<str:code>/badge.svg", issuer.badge, name="badge"),
    path("issuer/", issuer.issuer, name="issuer"),
    path("issuer/keys/", issuer.key_set, name="keys"),
    path("issuer/keys/<str:key_id>/", issuer.key, name="key"),
    path("issuer/status/<int:pk>/", issuer.status_list, name="status_list"),
]
