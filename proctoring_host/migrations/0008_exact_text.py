import proctoring_host.models.exact
from django.db import migrations

from proctoring_host.migrations._operations import CompareExactly


class Migration(migrations.Migration):

    dependencies = [
        ('proctoring', '0007_words_of_the_administration'),
    ]

    operations = [
        CompareExactly(
            [
                migrations.AlterField(
                    model_name='allowance',
                    name='key',
                    field=proctoring_host.models.exact.ExactCharField(max_length=255, verbose_name='kind'),
                ),
                migrations.AlterField(
                    model_name='attempt',
                    name='backend',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=255, verbose_name='backend'),
                ),
                migrations.AlterField(
                    model_name='attempt',
                    name='code',
                    field=proctoring_host.models.exact.ExactCharField(max_length=36, unique=True, verbose_name='code'),
                ),
                migrations.AlterField(
                    model_name='attempt',
                    name='external_id',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, db_index=True, max_length=255, null=True, verbose_name="vendor's id"),
                ),
                migrations.AlterField(
                    model_name='attempt',
                    name='live_key',
                    field=proctoring_host.models.exact.ExactCharField(editable=False, max_length=64, null=True, unique=True),
                ),
                migrations.AlterField(
                    model_name='attempt',
                    name='status',
                    field=proctoring_host.models.exact.ExactCharField(choices=[('eligible', 'eligible'), ('created', 'created'), ('download_software_clicked', 'download_software_clicked'), ('ready_to_start', 'ready_to_start'), ('started', 'started'), ('ready_to_submit', 'ready_to_submit'), ('declined', 'declined'), ('timed_out', 'timed_out'), ('submitted', 'submitted'), ('second_review_required', 'second_review_required'), ('verified', 'verified'), ('rejected', 'rejected'), ('error', 'error'), ('expired', 'expired'), ('onboarding_missing', 'onboarding_missing'), ('onboarding_pending', 'onboarding_pending'), ('onboarding_failed', 'onboarding_failed'), ('onboarding_expired', 'onboarding_expired'), ('onboarding_reset', 'onboarding_reset')], db_index=True, max_length=32, verbose_name='status'),
                ),
                migrations.AlterField(
                    model_name='circuit',
                    name='backend',
                    field=proctoring_host.models.exact.ExactCharField(max_length=255, unique=True, verbose_name='backend'),
                ),
                migrations.AlterField(
                    model_name='effect',
                    name='backend',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=255, verbose_name='backend'),
                ),
                migrations.AlterField(
                    model_name='effect',
                    name='correlation_id',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=64, verbose_name='correlation id'),
                ),
                migrations.AlterField(
                    model_name='effect',
                    name='key',
                    field=proctoring_host.models.exact.ExactCharField(max_length=200, unique=True, verbose_name='idempotency key'),
                ),
                migrations.AlterField(
                    model_name='effect',
                    name='kind',
                    field=proctoring_host.models.exact.ExactCharField(max_length=64, verbose_name='kind'),
                ),
                migrations.AlterField(
                    model_name='effect',
                    name='lane',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=120, verbose_name='lane'),
                ),
                migrations.AlterField(
                    model_name='effect',
                    name='lease_token',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=36, verbose_name='lease'),
                ),
                migrations.AlterField(
                    model_name='effect',
                    name='state',
                    field=proctoring_host.models.exact.ExactCharField(choices=[('pending', 'waiting'), ('running', 'running'), ('done', 'done'), ('dead', 'given up'), ('discarded', 'discarded')], default='pending', max_length=16, verbose_name='state'),
                ),
                migrations.AlterField(
                    model_name='exam',
                    name='backend',
                    field=proctoring_host.models.exact.ExactCharField(max_length=255, verbose_name='backend'),
                ),
                migrations.AlterField(
                    model_name='exam',
                    name='content_id',
                    field=proctoring_host.models.exact.ExactCharField(db_index=True, max_length=255, verbose_name='content'),
                ),
                migrations.AlterField(
                    model_name='exam',
                    name='course_id',
                    field=proctoring_host.models.exact.ExactCharField(db_index=True, max_length=255, verbose_name='course'),
                ),
                migrations.AlterField(
                    model_name='exam',
                    name='external_id',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, db_index=True, max_length=255, null=True, verbose_name="vendor's id"),
                ),
                migrations.AlterField(
                    model_name='importedrow',
                    name='kept',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=32),
                ),
                migrations.AlterField(
                    model_name='importedrow',
                    name='mark',
                    field=proctoring_host.models.exact.ExactCharField(max_length=32),
                ),
                migrations.AlterField(
                    model_name='importedrow',
                    name='table',
                    field=proctoring_host.models.exact.ExactCharField(max_length=32),
                ),
                migrations.AlterField(
                    model_name='incident',
                    name='backend',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=255, verbose_name='backend'),
                ),
                migrations.AlterField(
                    model_name='incident',
                    name='correlation_id',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=64, verbose_name='correlation id'),
                ),
                migrations.AlterField(
                    model_name='incident',
                    name='key',
                    field=proctoring_host.models.exact.ExactCharField(editable=False, max_length=100, null=True, unique=True),
                ),
                migrations.AlterField(
                    model_name='incident',
                    name='kind',
                    field=proctoring_host.models.exact.ExactCharField(choices=[('client', "reported by the learner's browser"), ('ended', 'ended with an error'), ('registration', 'registration failed'), ('unavailable', 'backend not available')], max_length=16, verbose_name='kind'),
                ),
                migrations.AlterField(
                    model_name='incident',
                    name='reference',
                    field=proctoring_host.models.exact.ExactCharField(max_length=16, unique=True, verbose_name='reference number'),
                ),
                migrations.AlterField(
                    model_name='pseudonym',
                    name='backend',
                    field=proctoring_host.models.exact.ExactCharField(max_length=255),
                ),
                migrations.AlterField(
                    model_name='pseudonym',
                    name='value',
                    field=proctoring_host.models.exact.ExactCharField(max_length=64),
                ),
                migrations.AlterField(
                    model_name='review',
                    name='attempt_code',
                    field=proctoring_host.models.exact.ExactCharField(max_length=36, unique=True, verbose_name='attempt code'),
                ),
                migrations.AlterField(
                    model_name='review',
                    name='backend',
                    field=proctoring_host.models.exact.ExactCharField(max_length=255, verbose_name='backend'),
                ),
                migrations.AlterField(
                    model_name='review',
                    name='status',
                    field=proctoring_host.models.exact.ExactCharField(choices=[('passed', 'passed'), ('violation', 'violation'), ('suspicious', 'suspicious'), ('not_reviewed', 'not_reviewed')], max_length=32, verbose_name='verdict'),
                ),
                migrations.AlterField(
                    model_name='revision',
                    name='action',
                    field=proctoring_host.models.exact.ExactCharField(choices=[('created', 'created'), ('changed', 'changed'), ('deleted', 'deleted')], max_length=16, verbose_name='action'),
                ),
                migrations.AlterField(
                    model_name='revision',
                    name='kind',
                    field=proctoring_host.models.exact.ExactCharField(max_length=32, verbose_name='kind'),
                ),
                migrations.AlterField(
                    model_name='transition',
                    name='actor',
                    field=proctoring_host.models.exact.ExactCharField(choices=[('learner', 'learner'), ('staff', 'staff'), ('vendor', 'vendor'), ('clock', 'clock'), ('system', 'system')], max_length=16, verbose_name='actor'),
                ),
                migrations.AlterField(
                    model_name='transition',
                    name='correlation_id',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=64),
                ),
                migrations.AlterField(
                    model_name='transition',
                    name='from_status',
                    field=proctoring_host.models.exact.ExactCharField(blank=True, max_length=32, verbose_name='from'),
                ),
                migrations.AlterField(
                    model_name='transition',
                    name='to_status',
                    field=proctoring_host.models.exact.ExactCharField(max_length=32, verbose_name='to'),
                ),
            ],
        ),
    ]
