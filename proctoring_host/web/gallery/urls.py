"""Addresses of the gallery; what is shown is chosen in the query."""

from django.urls import path

from proctoring_host.web.gallery import views

app_name = "proctoring-gallery"

urlpatterns = [
    path("", views.index, name="index"),
    path("mail/", views.mail, name="mail"),
    path("mail/html/", views.html, name="html"),
    path("mail/version/", views.version, name="version"),
]
