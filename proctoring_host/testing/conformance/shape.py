"""What a backend is: importing and making it, its capabilities and hooks, and what it says of itself."""

import re

from proctoring_host.backend import Capability
from proctoring_host.data import CheckLevel, CheckMessage
from proctoring_host.hookspecs import REQUIRED_HOOKS
from proctoring_host.registry import results
from proctoring_host.registry.hooks import HOOK_OF_CAPABILITY, inspect_backend
from proctoring_host.registry.options import read_options
from proctoring_host.registry.results import Unusable
from proctoring_host.testing.bench import Bench, Loaded, Unmet, require
from proctoring_host.testing.check import See, calls, check, implemented
from proctoring_host.testing.faults import BROKEN_LINES
from proctoring_host.testing.watching import fresh_import, watching

CHECK = implemented("check")
ID = re.compile(r"[a-z][\w-]*\.[IWE]\d{3}")


def declared(bench: Bench) -> frozenset[Capability]:
    """What the class promises, whether or not it could be loaded."""
    cls = bench.subject.backend
    return frozenset(cls.capabilities_for(read_options(bench.subject.name, cls.Options, bench.options()).options))


def findings(loaded: Loaded, *, live: bool) -> tuple[CheckMessage, ...]:
    """What `check` has to say."""
    try:
        return results.check_messages(loaded.call("check", live=live))
    except Unusable as unusable:
        raise Unmet(str(unusable)) from None


class ShapeChecks:
    """The class itself."""

    @check(see=See.BROKEN, why="A backend that is not loaded leaves its exams waiting.")
    def test_the_host_loads_it(self, bench: Bench) -> None:
        """With the options of the description, the host loads the backend without a complaint."""
        require(bench.load().name == bench.subject.name, "another name")

    @check(see=See.LIFE, why="Every management command imports it, also where there is no network.")
    def test_importing_reaches_nobody(self, bench: Bench) -> None:
        """Importing the backend's module opens no connection and starts no process and no thread."""
        imported = fresh_import(bench.subject.backend.__module__)
        require(not imported.events, ", ".join(imported.events))

    @check(see=See.LIFE, why="The host reads the settings, and hands over options.")
    def test_importing_needs_no_settings(self, bench: Bench) -> None:
        """The backend's module can be imported where Django has no settings."""
        imported = fresh_import(bench.subject.backend.__module__)
        require(not imported.error, imported.error.strip()[-600:])

    @check(see=See.THE_PACKAGE, why="A site has no pytest, and no tests.")
    def test_importing_brings_no_tests(self, bench: Bench) -> None:
        """Importing the backend's module imports neither pytest nor `proctoring_host.testing`."""
        brought = fresh_import(bench.subject.backend.__module__).modules & {"pytest", "proctoring_host.testing"}
        require(not brought, ", ".join(sorted(brought)))

    @check(see=See.A_WHOLE_BACKEND, why="The host makes it when it starts; a vendor that is down must not stop a site.")
    def test_making_one_reaches_nobody(self, bench: Bench) -> None:
        """Making an instance opens no connection and starts no process and no thread."""
        with watching() as seen:
            bench.load()
        require(not seen, ", ".join(seen))
        require(not bench.server.requests, f"{len(bench.server.requests)} calls to the vendor")

    @check(see=See.A_WHOLE_BACKEND, why="One class serves several accounts.")
    def test_two_instances_are_two(self, bench: Bench) -> None:
        """Two configured names make two instances, each with its own name."""
        first, second = bench.load(name="first_account"), bench.load(name="second_account")
        names = (first.backend.name, second.backend.name)
        require(names == ("first_account", "second_account"), f"{names!r}")

    @check(see=See.A_WHOLE_BACKEND, why="Learners and staff read it on every page.")
    def test_it_has_a_name_for_people(self, bench: Bench) -> None:
        """The backend has a `default_verbose_name`, and the option `verbose_name` beats it."""
        require(bench.subject.backend.default_verbose_name.strip(), "no default_verbose_name")
        registry = bench.registry(options={**bench.options(), "verbose_name": "Our Proctor"})
        told = registry.backend(bench.subject.name).verbose_name
        require(told == "Our Proctor", f"{told!r} in place of the configured name")

    @check(see=See.CAPABILITIES, why="The host refuses a backend that promises what it cannot do.")
    def test_every_capability_has_its_hook(self, bench: Bench) -> None:
        """Behind each declared capability stands its hook."""
        implemented_hooks = inspect_backend(bench.subject.backend).implemented
        missing = [
            f"{capability.name} without {HOOK_OF_CAPABILITY[capability]}"
            for capability in sorted(declared(bench) & set(HOOK_OF_CAPABILITY))
            if HOOK_OF_CAPABILITY[capability] not in implemented_hooks
        ]
        require(not missing, ", ".join(missing))

    @check(see=See.CAPABILITIES, why="A hook whose capability is not declared is never called.")
    def test_every_hook_has_its_capability(self, bench: Bench) -> None:
        """Each hook that stands behind a capability is declared by it."""
        hooks, promised = inspect_backend(bench.subject.backend).implemented, declared(bench)
        silent = [
            f"{hook} without {capability.name}"
            for capability, hook in HOOK_OF_CAPABILITY.items()
            if hook in hooks and capability not in promised
        ]
        require(not silent, ", ".join(silent))

    @check(see=See.CAPABILITIES, why="A profile is asked for where there is onboarding.")
    def test_profiles_come_with_onboarding(self, bench: Bench) -> None:
        """`ONBOARDING_PROFILES` is declared only along with `ONBOARDING`."""
        lone = Capability.ONBOARDING_PROFILES in declared(bench) and Capability.ONBOARDING not in declared(bench)
        require(not lone, "ONBOARDING_PROFILES without ONBOARDING")

    @check(see=See.CAPABILITIES, why="They are asked for once, when the backend is loaded.")
    def test_capabilities_do_not_change(self, bench: Bench) -> None:
        """With the same options the capabilities are the same, whoever asks and how often."""
        first, second = declared(bench), declared(bench)
        require(first == second == bench.loaded.capabilities, f"{sorted(first)}, then {sorted(second)}")

    @check(see=See.BROKEN, why="A hook that is not marked, or is misspelt, is never called.")
    def test_hooks_are_as_the_host_knows_them(self, bench: Bench) -> None:
        """Each hook is marked with `@hookimpl`, has a name of the host's, and its arguments."""
        report = inspect_backend(bench.subject.backend)
        require(not report.problems, " ".join(problem.text for problem in report.problems))
        missing = REQUIRED_HOOKS - report.implemented
        require(not missing, f"no {', '.join(sorted(missing))}")

    @check(see=See.LIFE, why="Every management command asks it, also where there is no network.", needs=(CHECK,))
    def test_check_calls_nobody_unless_live(self, bench: Bench) -> None:
        """`check` with `live` false opens no connection, and answers with a list of `CheckMessage`."""
        loaded = bench.loaded
        with watching() as seen:
            findings(loaded, live=False)
        require(not seen, ", ".join(seen))

    @check(see=See.LIFE, why="An operator asks because something is wrong.", needs=(CHECK, calls("check")))
    def test_check_tells_that_the_vendor_is_down(self, bench: Bench) -> None:
        """`check` with `live` true raises nothing when the vendor does not answer, and reports an error."""
        refused = BROKEN_LINES[0]
        found = findings(bench.failing("check", refused), live=True)
        require(any(message.level is CheckLevel.ERROR for message in found), f"{found!r}")

    @check(see=See.LIFE, why="An operator may ask every minute.", needs=(CHECK, calls("check")))
    def test_check_leaves_nothing_behind(self, bench: Bench) -> None:
        """`check` with `live` true finds no error at a vendor that is well, and registers nothing there."""
        found = findings(bench.loaded, live=True)
        errors = [message.text for message in found if message.level is CheckLevel.ERROR]
        require(not errors, " ".join(errors))
        changing = [request.method for request in bench.server.requests_of("register_attempt")]
        require(not changing, f"{len(changing)} registrations")

    @check(see=See.LIFE, why="They are printed into terminals and logs.", needs=(CHECK,))
    def test_findings_are_whole_and_give_nothing_away(self, bench: Bench) -> None:
        """Each finding has an id like `acme.W001` and a text, and holds no secret."""
        down = findings(bench.failing("check", BROKEN_LINES[0]), live=True)
        for message in (*findings(bench.load(), live=False), *down):
            require(ID.fullmatch(message.id), f"the id {message.id!r}")
            require(message.text.strip(), f"{message.id} without a text")
            leak = bench.leak(f"{message.text} {message.hint} {message.setting}")
            require(not leak, f"{leak} in {message.id}")
