from django.urls import path

from . import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
    path("certificates/", views.mine, name="mine"),
    path("certificates/<str:code>/", views.detail, name="detail"),
    path("certificates/<str:code>/certificate.pdf", views.download, name="download"),
]
