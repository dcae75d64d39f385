from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Exists, OuterRef, Subquery

from proctoring_host.migrations._operations import AddIndexOnline

BATCH = 500


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """May be repeated: in batches that are committed each, so that no row stays locked."""
    alias = schema_editor.connection.alias
    attempts = apps.get_model("proctoring", "Attempt")._base_manager.using(alias)
    exams = apps.get_model("proctoring", "Exam")._base_manager.using(alias)
    course = exams.filter(pk=OuterRef("exam_id")).values("course_id")[:1]
    present = attempts.filter(removed_at__isnull=True)
    newer = present.filter(user_id=OuterRef("user_id"), exam_id=OuterRef("exam_id"), pk__gt=OuterRef("pk"))
    newest = present.filter(~Exists(newer), newest_in__isnull=True).order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(newest.filter(pk__gt=last)[:BATCH]):
        attempts.filter(pk__in=batch).update(newest_in=Subquery(course))
        last = batch[-1]


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('proctoring', '0004_newest_in'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        AddIndexOnline(
            model_name='attempt',
            index=models.Index(fields=['newest_in', '-id', 'user', 'exam'], name='proctoring_attempt_listing'),
        ),
        AddIndexOnline(
            model_name='attempt',
            index=models.Index(fields=['newest_in', 'user', 'exam'], name='proctoring_attempt_search'),
        ),
    ]
