from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that may be empty: no database rewrites the table for it."""

    dependencies = [
        ('proctoring', '0008_exact_text'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='forgotten_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
