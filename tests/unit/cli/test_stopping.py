"""Ctrl-C: first a question, then an end."""

import signal
import threading

import pytest

from stashplex.cli.stopping import ASKED_BY, stoppable


@pytest.mark.parametrize("number", ASKED_BY)
def test_the_first_signal_asks_and_the_second_ends(number: signal.Signals) -> None:
    asked = threading.Event()

    with stoppable(asked.set):
        signal.raise_signal(number)
        assert asked.wait(10)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)


def test_asking_is_safe_while_the_main_thread_holds_the_lock_it_needs() -> None:
    lock, asked = threading.Lock(), threading.Event()

    def ask() -> None:
        with lock:
            asked.set()

    with stoppable(ask):
        with lock:
            signal.raise_signal(signal.SIGINT)
        assert asked.wait(10)


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = [signal.getsignal(number) for number in ASKED_BY]

    with stoppable(lambda: None):
        signal.raise_signal(signal.SIGINT)

    assert [signal.getsignal(number) for number in ASKED_BY] == before


def test_what_has_not_ended_when_patience_is_over_is_ended() -> None:
    ended = threading.Event()

    with stoppable(lambda: None, at_last=ended.set, patience=0.01):
        signal.raise_signal(signal.SIGTERM)
        assert ended.wait(30)


def test_what_ends_in_time_is_not_ended_by_force() -> None:
    ended = threading.Event()

    with stoppable(lambda: None, at_last=ended.set, patience=0.05):
        signal.raise_signal(signal.SIGINT)

    assert not ended.wait(0.1)
