"""Works for tests of the queue; the settings of a test offer them."""

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.jobs.worker import StoppedError

NOT_SO = Problem("not-so", Text("不行", "No"), Text("改", "Change"))


def add(run) -> None:
    run.tell(share=0.5)
    with run.ending() as result:
        result["sum"] = sum(run.job.arguments["numbers"])


def refuse(_run) -> None:
    raise ProblemError(NOT_SO)


def crash(run) -> None:
    with run.ending() as result:
        result["half"] = True
        raise ZeroDivisionError


def wait_for_the_stop(run) -> None:
    run.tell(share=0.1, best=7)
    if not run.stopping.wait(20):
        raise TimeoutError
    with run.ending() as result:
        result["best"] = 7


def stop_with_nothing(_run) -> None:
    raise StoppedError
