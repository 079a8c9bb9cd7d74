"""Addresses of the room."""

from django.urls import path

from linli.foundation.people.doors import behind, programme_only, roles_only
from linli.registry.actions import IMPORT_ROLES
from linli.registry.views import (
    bulk,
    compounds,
    contacts,
    duplicates,
    field,
    intake,
    lists,
    mappings,
    maps,
    phone_form,
    releases,
    rounds,
)

app_name = "registry"
urlpatterns = [
    path("", lists.compound_list, name="list"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("export/<slug:kind>/", lists.export_list, name="export"),
    path("filters/", lists.keep_filter, name="filter-keep"),
    path("filters/<int:number>/drop/", lists.drop_filter, name="filter-drop"),
    path("map/", maps.compound_map, name="map"),
    path("map/cells/", maps.cells, name="cells"),
    path("compound/<str:code>/", compounds.compound, name="compound"),
    path("compound/<str:code>/files/", compounds.files, name="compound-files"),
    path("compound/<str:code>/files/<int:number>/", compounds.file, name="compound-file"),
    path("compound/<str:code>/history/", compounds.history, name="compound-history"),
    path("compound/<str:code>/print/", compounds.printed, name="compound-print"),
    path("compound/<str:code>/contacts/", contacts.contacts, name="compound-contacts"),
    path("compound/<str:code>/contacts/<int:number>/", contacts.contact, name="contact"),
    path("contacts/", contacts.search, name="contacts"),
    path("field/", field.page, name="field"),
    path("field/list/", field.listing, name="field-list"),
    path("field/token/", field.token, name="field-token"),
    path("field/visits/", field.visits, name="field-visits"),
    path("field/worker.js", field.worker, name="field-worker"),
    path("form/", intake.form, name="form"),
    path("form/xlsform/", phone_form.xlsform_file, name="xlsform"),
    path("intake/", intake.intake, name="intake"),
    path("intake/<slug:token>/", intake.preview_page, name="preview"),
    path("intake/<slug:token>/columns/", mappings.mapping, name="mapping"),
    path("intake/mappings/<int:number>/drop/", mappings.drop, name="mapping-drop"),
    path("intake/<slug:token>/confirm/", intake.confirm, name="confirm"),
    path("intake/<slug:token>/decide/", intake.decide_row, name="decide-row"),
    path("intake/<slug:token>/give-up/", intake.give_up, name="give-up"),
    path("intake/<slug:token>/problems/", intake.preview_problems, name="preview-problems"),
    path("intake/workbook/<int:number>/", intake.workbook, name="workbook"),
    path("intake/workbook/<int:number>/undo/", intake.undo, name="workbook-undo"),
    path(
        "intake/workbook/<int:number>/problems/", intake.workbook_problems, name="workbook-problems"
    ),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<str:left>/<str:right>/", duplicates.pair, name="pair"),
    path("duplicates/<str:left>/<str:right>/decide/", duplicates.decide, name="decide"),
    path("duplicates/merges/<int:number>/separate/", duplicates.separate, name="separate"),
    path("releases/", releases.releases, name="releases"),
    path("releases/past/", releases.past, name="past"),
    path("releases/<int:number>/", releases.release, name="release"),
    path("releases/<int:number>/file/", releases.release_file, name="release-file"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<int:number>/", rounds.survey_round, name="round"),
    path("rounds/tasks/<int:number>/", rounds.move_task, name="move-task"),
]
# Filters are everybody's own; whatever else is sent here changes the registry.
_changing = (address for address in urlpatterns if not str(address.name).startswith("filter-"))
behind(roles_only(*IMPORT_ROLES, to_change=True), _changing)
behind(programme_only, urlpatterns)
