from django.db import migrations, models

from proctoring_host.migrations._operations import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('proctoring', '0009_forgotten'),
    ]

    operations = [
        AddIndexOnline(
            model_name='effect',
            index=models.Index(fields=['kind', 'id'], name='proctoring_effect_kind'),
        ),
    ]
