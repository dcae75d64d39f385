from django.db import migrations

import proctoring_host.models.exact


class Migration(migrations.Migration):
    """Alone, because the whole table is locked from here to the end of the transaction, though for a moment only."""

    dependencies = [
        ('proctoring', '0003_circuit'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='newest_in',
            field=proctoring_host.models.exact.ExactCharField(editable=False, max_length=255, null=True),
        ),
    ]
