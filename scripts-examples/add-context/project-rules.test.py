# Tests of project-rules.js, project-rules.lua and project-rules.py. `hookloom test scripts-examples/add-context` runs them in the
# sandbox, for each of the three scripts by itself.
from hookloom import testing


async def prompt_for(text):
    outcome = await testing.run("UserPromptSubmit", {"prompt": text})
    return outcome["data"]["prompt"] if outcome["type"] == "modified" else text


@testing.test("every prompt gets the rules of the project")
async def adds_rules():
    prompt = await prompt_for("Tidy up")
    assert prompt.startswith("Tidy up\n\nRules of this project:\n"), prompt
    assert "npm test" not in prompt


@testing.test("a prompt about tests gets the rule about tests")
async def adds_hints():
    assert "npm test" in await prompt_for("Make the tests faster")


@testing.test("orders to the program, and prompts that have the rules, stay as they are")
async def leaves_alone():
    assert await prompt_for("/clear") == "/clear"
    with_rules = await prompt_for("Tidy up")
    assert await prompt_for(with_rules) == with_rules
