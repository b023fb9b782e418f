"""The command `work`."""

from stashplex.app.working import Work
from stashplex.cli.exits import Exit
from stashplex.cli.front import Front
from stashplex.cli.stopping import stoppable
from stashplex.cli.sync import STOPPING


def work(front: Front) -> Exit:
    """Works what comes until it is stopped: its end is no interruption."""
    working = Work(front.settings(), front.clock)

    def ask_to_stop() -> None:
        working.ask_to_stop()
        front.screen.note(STOPPING)

    front.screen.note("Working what comes; Ctrl-C or SIGTERM stops it between two writes.")
    with stoppable(ask_to_stop):
        answer = working.execute()
    front.screen.show(answer)
    return Exit.DONE
