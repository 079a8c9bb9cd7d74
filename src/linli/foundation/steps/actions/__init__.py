"""Changes to steps: rooms open and finish them; the desk does the rest."""

from linli.foundation.steps.actions.clocks import (
    go_on,
    may_go_on,
    may_stop,
    recount,
    set_due,
    stop,
)
from linli.foundation.steps.actions.closing import (
    Outcome,
    close,
    close_about,
    may_close,
    may_take,
    may_withdraw,
    note,
    see,
    take,
    withdraw,
    withdraw_about,
)
from linli.foundation.steps.actions.deputies import delegate, end_delegation, may_delegate
from linli.foundation.steps.actions.helping import (
    answer,
    ask,
    may_answer,
    may_ask,
    may_recall_request,
    recall_request,
)
from linli.foundation.steps.actions.opening import NewStep, open_step, open_steps
from linli.foundation.steps.actions.passing import (
    earlier_steps,
    hand_over,
    may_hand_over,
    may_recall,
    may_return,
    recall,
    return_step,
)
from linli.foundation.steps.actions.pressing import Pressed, may_supervise, press, supervise
from linli.foundation.steps.actions.stages import Entered, days_came, give_out, stage_entered
from linli.foundation.steps.actions.turn import may_act

__all__ = [
    "Entered",
    "NewStep",
    "Outcome",
    "Pressed",
    "answer",
    "ask",
    "close",
    "close_about",
    "days_came",
    "delegate",
    "earlier_steps",
    "end_delegation",
    "give_out",
    "go_on",
    "hand_over",
    "may_act",
    "may_answer",
    "may_ask",
    "may_close",
    "may_delegate",
    "may_go_on",
    "may_hand_over",
    "may_recall",
    "may_recall_request",
    "may_return",
    "may_stop",
    "may_supervise",
    "may_take",
    "may_withdraw",
    "note",
    "open_step",
    "open_steps",
    "press",
    "recall",
    "recall_request",
    "recount",
    "return_step",
    "see",
    "set_due",
    "stage_entered",
    "stop",
    "supervise",
    "take",
    "withdraw",
    "withdraw_about",
]
