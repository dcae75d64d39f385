"""One bare view."""

from django.contrib.auth.models import Group
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class GroupView(APIView):
    """Signed in by session, one read by primary key, JSON."""

    def get(self, _request: Request, pk: int) -> Response:
        group = Group.objects.get(pk=pk)
        return Response({"id": group.pk, "name": group.name})


urlpatterns = [path("<int:pk>", GroupView.as_view())]
