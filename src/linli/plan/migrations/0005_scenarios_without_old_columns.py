"""What 0004 wrote into the brief and the choices leaves its old columns."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_initial'),
        ('plan', '0004_scenarios'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint('choice', 'one_choice_a_project'),
        migrations.AlterField('choice', 'project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='reserve.project')),
        migrations.AlterField('choice', 'jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='people.jurisdiction')),
        migrations.AddConstraint('choice', models.UniqueConstraint(fields=('scenario', 'code'), name='one_choice_a_candidate')),
        migrations.RemoveField('choice', 'chosen'),
        migrations.RemoveField('scenario', 'budget'),
        migrations.RemoveField('scenario', 'must'),
        migrations.RemoveField('scenario', 'never'),
        migrations.RemoveField('scenario', 'shortfalls'),
        migrations.AddField('planline', 'money', models.JSONField(default=dict, verbose_name='资金来源')),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('national', '国家年度改造计划'), ('regional', '自治区年度改造计划')], max_length=10, verbose_name='列入')),
                ('record_number', models.CharField(max_length=60, verbose_name='申报文号')),
                ('handed_in_on', models.DateField(verbose_name='申报日期')),
                ('receipt_name', models.CharField(blank=True, max_length=120, verbose_name='回执文件名')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='下达日期')),
                ('answer_number', models.CharField(blank=True, max_length=60, verbose_name='下达文号')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('accepted', models.ManyToManyField(related_name='accepted_in', to='plan.planline')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='plan.annualplan')),
                ('receipt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='files.storedfile')),
            ],
            options={
                'ordering': ['plan', 'level', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'level'), name='one_submission_a_list')],
            },
        ),
    ]
