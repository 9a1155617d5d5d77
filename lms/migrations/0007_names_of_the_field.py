from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lms", "0006_attempt_counts")]

    operations = [
        migrations.RenameModel("SharedVersion", "CacheVersion"),
        migrations.RenameModel("WorkerLease", "WorkerHeartbeat"),
        migrations.AlterModelOptions("cacheversion", {"verbose_name": "cache version"}),
        migrations.AlterModelOptions("workerheartbeat", {"verbose_name": "worker heartbeat"}),
    ]
