"""Indexes from which alone the figures are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="registration", name="approvals_r_state_ad3f3f_idx"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("days_used__isnull", False)),
                fields=[
                    "procedure",
                    "lead",
                    "days_used",
                    "due_on",
                    "ended_on",
                    "jurisdiction",
                ],
                name="paces_of_cases",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                fields=["state", "due_at", "registered_at"], name="approvals_r_state_6bb9d8_idx"
            ),
        ),
    ]
