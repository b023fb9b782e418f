"""What takes its time: started by a form, followed on a page of its own."""

from starlette.requests import Request
from starlette.responses import Response

from stashplex.core.errors import WrongUsage
from stashplex.core.item import Field
from stashplex.core.service import Order, RecoverOrder, Service, SyncOrder, UndoOrder
from stashplex.web.pages.forms import Form, back_to
from stashplex.web.pages.orders import accepted, in_earnest, sync_order
from stashplex.web.pages.page import Pages
from stashplex.web.pages.task_told import tell


class TaskPages:
    """Starts, shows and stops tasks."""

    def __init__(self, pages: Pages, service: Service) -> None:
        self._pages = pages
        self._tasks = service.tasks

    def choose(self, request: Request) -> Response:
        """Shows every way to sync."""
        return self._pages.draw(request, "sync.html", fields=[field.value for field in Field])

    def sync(self, _: Request, form: Form) -> Response:
        """Starts a sync, or its preview."""
        return self._start(sync_order(form))

    def reconcile(self, _: Request, form: Form) -> Response:
        """Starts a comparison of everything."""
        order = SyncOrder(
            everything=True,
            work=False,
            dry_run=form.ticked("dry_run"),
            accepted=form.ticked("accepted"),
        )
        return self._start(order)

    def undo(self, _: Request, form: Form) -> Response:
        """Starts taking back a run, or its preview."""
        return self._start(UndoOrder(form.number("run"), dry_run=form.ticked("dry_run")))

    def recover(self, _: Request, form: Form) -> Response:
        """Starts putting back what died of an outage, or its preview."""
        return self._start(RecoverOrder(dry_run=form.ticked("dry_run")))

    def show(self, request: Request) -> Response:
        """Shows how far a task is, and how it ended."""
        task = self._tasks.find(request.path_params["task"])
        return self._pages.draw(
            request, "task.html", task=tell(task), number=task.id, order=task.order
        )

    def stop(self, request: Request, _: Form) -> Response:
        """Asks a task to end between two writes."""
        task = self._tasks.find(request.path_params["task"])
        task.ask_to_stop()
        return back_to(f"/tasks/{task.id}", "It stops after the write that is under way.")

    def go_on(self, request: Request, form: Form) -> Response:
        """Does what a task has previewed, or what a guard has stopped."""
        order = self._tasks.find(request.path_params["task"]).order
        match form.text("how"):
            case "in_earnest":
                return self._start(in_earnest(order))
            case "accepted":
                return self._start(accepted(order))
            case other:
                raise WrongUsage(f"{other[:40]!r} is no way to go on.", "Use the button.")

    def _start(self, order: Order) -> Response:
        return back_to(f"/tasks/{self._tasks.start(order).id}")
