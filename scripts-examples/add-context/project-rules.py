# Tells the model the project's rules with every prompt, and more about what the prompt is about.
#
# The text goes into the prompt itself and not into an annotation, because hooks that run later see changed data: this one
# recognises its own heading and never adds it twice.
import re

from hookloom import modified, on

HEADING = "Rules of this project:"
RULES = ["Change only what was asked for.", "Write names in full, without abbreviations."]
# Rules that matter only when the prompt has one of the words.
HINTS = [
    ({"test", "tests", "testing"}, "Run the tests with `npm test` before you call something done."),
    ({"commit", "commits", "push"}, "Commit messages say what changed and why; never push to main."),
    ({"database", "migration", "migrations"}, "Never change a migration that was released: add another one."),
    ({"dependency", "dependencies", "package"}, "Ask before you add a dependency."),
]


@on("UserPromptSubmit", description="Adds the project's rules to prompts", priority="low")
def add_rules(ctx):
    prompt = ctx.data["prompt"]
    # A prompt such as `/clear` is an order to the program, not to the model.
    if prompt.startswith("/") or HEADING in prompt:
        return None
    words = {word.lower() for word in re.findall("[A-Za-z]+", prompt)}
    hints = [rule for about, rule in HINTS if about & words]
    lines = [f"- {rule}" for rule in RULES + hints]
    return modified({"prompt": "\n".join([prompt, "", HEADING, *lines])})
