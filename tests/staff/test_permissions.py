"""What each role may do, as a table to be read."""

from voicebot.staff.permissions import NOT_FOR_PROGRAMS, ROLES, Permission, Role

ORDER = (Role.RESEARCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
MATRIX = """
                    researcher  supervisor  administrator  auditor
see_waves           yes         yes         yes            yes
prepare             yes         yes         -              -
approve             -           yes         -              -
launch              -           yes         -              -
stop                yes         yes         yes            -
see_results         yes         yes         -              yes
export_cases        yes         yes         -              -
exclude             -           yes         -              -
remove_exclusion    -           yes         -              -
see_contacts        -           yes         -              -
see_complaints      yes         yes         -              yes
log_complaints      yes         yes         -              -
freeze              -           yes         -              -
destroy             -           yes         -              -
write_notes         yes         yes         -              -
read_audit          -           -           yes            yes
see_staff           -           -           yes            yes
manage_staff        -           -           yes            -
see_settings        -           -           yes            yes
"""
READING = {
    Permission.SEE_WAVES,
    Permission.SEE_RESULTS,
    Permission.SEE_COMPLAINTS,
    Permission.READ_AUDIT,
    Permission.SEE_STAFF,
    Permission.SEE_SETTINGS,
}


def test_each_role_may_do_what_the_table_says() -> None:
    head, *rows = MATRIX.strip().splitlines()
    assert head.split() == list(ORDER)
    said = {name: [cell == "yes" for cell in cells] for name, *cells in map(str.split, rows)}
    assert said == {one.value: [one in ROLES[role] for role in ORDER] for one in Permission}


def test_an_auditor_reads_everything_but_contacts_and_changes_nothing() -> None:
    assert ROLES[Role.AUDITOR] == READING


def test_whoever_launches_does_not_decide_who_may() -> None:
    assert not any({Permission.LAUNCH, Permission.MANAGE_STAFF} <= may for may in ROLES.values())


def test_no_program_manages_staff_or_destroys() -> None:
    assert {Permission.MANAGE_STAFF, Permission.DESTROY} == NOT_FOR_PROGRAMS
