"""Scenarios of several years with a brief; choices keep the candidate's figures; submissions."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_what_was_solved(apps, _schema_editor):
    """Write the old columns into the brief, and the candidates' figures into the choices."""
    Scenario = apps.get_model("plan", "Scenario")
    Choice = apps.get_model("plan", "Choice")
    for scenario in Scenario.objects.all():
        brief = {name: getattr(scenario, name) for name in ("must", "never") if getattr(scenario, name)}
        if scenario.budget is not None:
            brief["money"] = [{"source": "", "year": scenario.year, "amount": str(scenario.budget)}]
        scenario.brief, scenario.solved_at = brief, scenario.made_at
        scenario.save()
    choices = Choice.objects.select_related("project__candidate", "scenario")
    for choice in choices.iterator():
        project, candidate = choice.project, choice.project.candidate
        choice.code, choice.name, choice.jurisdiction_id = project.code, project.name, project.jurisdiction_id
        choice.households, choice.estimate = candidate.households, candidate.estimate
        choice.cost = candidate.estimate or Decimal(0)
        choice.need, choice.stratum = candidate.need, candidate.stratum
        choice.year = choice.scenario.year if choice.chosen else None
        choice.reason_code = choice.reason["code"]
        choice.save()


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_initial'),
        ('people', '0001_initial'),
        ('plan', '0003_tasks'),
        ('reserve', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(name='scenario', options={'ordering': ['-made_at', '-pk']}),
        migrations.AddField('scenario', 'years', models.PositiveSmallIntegerField(default=1, verbose_name='年数')),
        migrations.AddField('scenario', 'brief', models.JSONField(default=dict, verbose_name='条件')),
        migrations.AddField('scenario', 'based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='plan.scenario')),
        migrations.AddField('scenario', 'job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='jobs.job')),
        migrations.AddField('scenario', 'solved_at', models.DateTimeField(null=True, verbose_name='求解时间')),
        migrations.AddField('scenario', 'seconds', models.FloatField(null=True, verbose_name='用时（秒）')),
        migrations.AddField('scenario', 'stopped', models.BooleanField(default=False, verbose_name='提前停止')),
        migrations.AddField('scenario', 'departure', models.BigIntegerField(default=0)),
        migrations.AddField('scenario', 'least_departure', models.BigIntegerField(default=0)),
        migrations.AddField('scenario', 'standings', models.JSONField(default=list)),
        migrations.AddField('scenario', 'unfinished', models.JSONField(default=dict)),
        migrations.AddField('scenario', 'payments', models.JSONField(default=list)),
        migrations.AddField('scenario', 'limits', models.JSONField(default=list)),
        migrations.AddField('scenario', 'frontiers', models.JSONField(default=dict)),
        migrations.AddField('scenario', 'warnings', models.JSONField(default=list)),
        migrations.AlterField('scenario', 'made_at', models.DateTimeField(auto_now_add=True, verbose_name='提交时间')),
        migrations.AlterField('scenario', 'objective', models.DecimalField(decimal_places=4, default=0, max_digits=20, verbose_name='目标值')),
        migrations.AlterField('scenario', 'bound', models.DecimalField(decimal_places=4, default=0, max_digits=20, verbose_name='可证上界')),
        migrations.AlterField('scenario', 'gap', models.DecimalField(decimal_places=8, default=0, max_digits=12, verbose_name='差距')),
        migrations.AlterModelOptions(name='choice', options={'ordering': ['code']}),
        migrations.AddField('choice', 'code', models.CharField(default='', max_length=24, verbose_name='编号'), preserve_default=False),
        migrations.AddField('choice', 'name', models.CharField(default='', max_length=140, verbose_name='名称'), preserve_default=False),
        migrations.AddField('choice', 'jurisdiction', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='people.jurisdiction')),
        migrations.AddField('choice', 'projects', models.PositiveIntegerField(default=1, verbose_name='项目数')),
        migrations.AddField('choice', 'households', models.PositiveIntegerField(null=True, verbose_name='户数')),
        migrations.AddField('choice', 'estimate', models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name='估算总投资')),
        migrations.AddField('choice', 'cost', models.DecimalField(decimal_places=2, default=0, max_digits=16, verbose_name='财政资金')),
        migrations.AddField('choice', 'need', models.PositiveIntegerField(default=0, verbose_name='需求评分')),
        migrations.AddField('choice', 'stratum', models.CharField(blank=True, max_length=20, verbose_name='建成年代')),
        migrations.AddField('choice', 'money', models.JSONField(default=dict, verbose_name='资金来源')),
        migrations.AddField('choice', 'year', models.PositiveSmallIntegerField(null=True, verbose_name='安排年度')),
        migrations.AddField('choice', 'reason_code', models.CharField(default='', max_length=30, verbose_name='理由'), preserve_default=False),
        migrations.RunPython(keep_what_was_solved, migrations.RunPython.noop),
    ]
