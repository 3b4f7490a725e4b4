"""The package `modules`: what scripts share, as far as the operator grants it. Filled by hookloom_entry before the script runs."""

import linecache
import sys
from importlib.machinery import ModuleSpec

import hookloom_registry

PACKAGE = "modules"

_sources = {}
_folders = set()


def offer(script, modules):
    """Makes modules importable to the script; answers the names of their files."""
    Finder.script = script
    for module in modules:
        path = module["name"].split("/")
        _sources[".".join([PACKAGE, *path])] = module
        _folders.update(".".join([PACKAGE, *path[:depth]]) for depth in range(len(path)))
        source = module["source"]
        linecache.cache[module["file"]] = (len(source), None, source.splitlines(keepends=True), module["file"])
    return {module["file"] for module in modules}


class Finder:
    """Asked for every import before Python's own finders."""

    script = ""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name in _sources:
            return ModuleSpec(name, Loader(_sources[name]), origin=_sources[name]["file"], is_package=name in _folders)
        if name == PACKAGE or name in _folders:
            return ModuleSpec(name, None, is_package=True)
        if name.startswith(PACKAGE + "."):
            asked = asked_for(name)
            raise ModuleNotFoundError(missing(cls.script, asked[len(PACKAGE) + 1 :].replace(".", "/")), name=asked)
        return None


class Loader:
    """Runs a module's text once."""

    def __init__(self, module):
        self._module = module

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__file__ = self._module["file"]
        code = compile(self._module["source"], self._module["file"], "exec", dont_inherit=True)
        hookloom_registry.report["modules"].append(self._module["name"])
        exec(code, module.__dict__)


def asked_for(name):
    """What the import statement says that has Python look for a name: it looks for the folders of a module first."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "_find_and_load" and frame.f_locals["name"].startswith(f"{name}."):
            name = frame.f_locals["name"]
        frame = frame.f_back
    return name


def missing(script, name):
    """What describeMissingModule of guest-protocol.ts says, too."""
    return (
        f'there is no shared module "{name}" for {script}: it must be in {PACKAGE}/{name}.py, and be granted: '
        f'[grants."{script}"] {PACKAGE} = ["{name}"]'
    )


def install():
    sys.meta_path.insert(0, Finder)
