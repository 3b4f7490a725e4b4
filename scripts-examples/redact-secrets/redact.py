# Takes secrets out of what tools answer, before a model sees it or a log keeps it.
#
# Texts are searched wherever they are inside the answer. What is found becomes `[redacted:<kind>]`, which is never found
# again, so running this twice changes nothing more. Every search goes through a text once, however it is made.
import re

from hookloom import modified, on

# Tokens that their makers gave a beginning of their own: kind, beginning, and how many characters follow at least.
TOKENS = [
    ("aws-access-key", "AKIA", 16),
    ("aws-access-key", "ASIA", 16),
    ("github-token", "ghp_", 20),
    ("github-token", "gho_", 20),
    ("github-token", "ghu_", 20),
    ("github-token", "ghs_", 20),
    ("github-token", "ghr_", 20),
    ("github-token", "github_pat_", 20),
    ("slack-token", "xox", 12),
    ("api-key", "sk-", 20),  # OpenAI, Anthropic and others
]

# What secrets are called where they are assigned; a blank stands for `_`, `-` or nothing. Take `token` out when your tools
# turn pages with tokens.
NAMES = ["password", "passwd", "passphrase", "secret", "token", "api key", "access key", "secret key", "private key"]


@on(
    "AfterToolExecution",
    description="Replaces secrets in the answers of tools",
    priority="low",  # After the hooks that change answers.
    timeout_ms=1000,  # Answers can be long.
    failure_mode="fail_closed",  # An answer that could not be searched is withheld.
)
def redact_answer(ctx):
    answer = {"result": ctx.data.get("result"), "error": ctx.data.get("error")}
    changes = redact(answer, in_list=False)
    if changes is not None:
        return modified(changes)


def redact(value, in_list):
    """The value without secrets, or None when it has none.

    Of an object only the changed fields, which is what `modified` needs; all of them when it is in a list, because
    `modified` can only replace a list as a whole.
    """
    if isinstance(value, str):
        text = redact_text(value)
        return None if text == value else text
    if isinstance(value, list):
        items = [redact(item, in_list=True) for item in value]
        if all(item is None for item in items):
            return None
        return [old if new is None else new for old, new in zip(value, items)]
    if not isinstance(value, dict):
        return None
    changes = {}
    for key, field in value.items():
        change = redact_field(key, field) or redact(field, in_list)
        if change is not None:
            changes[key] = change
    if not changes:
        return None
    return {**value, **changes} if in_list else changes


def redact_field(key, field):
    """A text under the key of a secret is a secret, whatever it looks like."""
    if not isinstance(field, str) or field == "" or is_placeholder(field):
        return None
    for name in NAMES:
        if re.sub("[_-]", "", key.lower()).endswith(name.replace(" ", "")):
            return mark(name.replace(" ", "-"))
    return None


def redact_text(text):
    # A private key that was cut off is still one, so the end may be missing.
    private_key = r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    if "PRIVATE KEY-----" in text:
        text = re.sub(private_key, mark("private-key"), text)
    for kind, beginning, length in TOKENS:
        if beginning in text:
            text = re.sub(rf"(?<![A-Za-z0-9_-]){beginning}[A-Za-z0-9_-]{{{length},}}", mark(kind), text)
    if "eyJ" in text:
        text = re.sub(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", mark("jwt"), text)
    # https://user:password@host
    text = re.sub(r"(://[^ \t\r\n/:@]*:)([^ \t\r\n/@]+)@", redact_address, text)
    lower_case = text.lower()
    for name in NAMES:
        # A cheap look first: most texts hold none of the names.
        if name.split(" ")[0] in lower_case:
            text = redact_assignments(text, name)
    return text


def redact_address(found):
    before, password = found.groups()
    return found[0] if is_placeholder(password) else f"{before}{mark('password')}@"


def redact_assignments(text, name):
    spelling = name.replace(" ", "[_-]?")
    marked = mark(name.replace(" ", "-"))

    def redact_quoted(found):
        before, quote, value = found.groups()
        if value == "" or is_placeholder(value):
            return found[0]
        escape = "\\" if value.endswith("\\") else ""
        return before + quote + marked + escape + quote

    def redact_bare(found):
        before, value = found.groups()
        # Without quotes it may be code: `password: string`, `token = next_token(1)`.
        is_secret = len(value) >= 6 and re.search("[0-9]", value) and "(" not in value and not is_placeholder(value)
        return before + marked if is_secret else found[0]

    # `password = "..."`, `"password": "..."`, and the same inside a quoted text, where the quotes are escaped.
    quoted = rf"""({spelling}\\?["']?[ \t]*[:=][=>]?[ \t]*\\?)(["'])([^\n]*?)\2"""
    # `password=...` and `password: ...`
    bare = rf"""({spelling}\\?["']?[ \t]*[:=][ \t]*)([^ \t\r\n"'\\,;&]+)"""
    text = re.sub(quoted, redact_quoted, text, flags=re.IGNORECASE | re.ASCII)
    return re.sub(bare, redact_bare, text, flags=re.IGNORECASE | re.ASCII)


def is_placeholder(value):
    """`$PASSWORD`, `${password}`, `{{ password }}`, `<password>`, `%s`, `[redacted:password]` and the rest of an operator."""
    return value[0] in "$<[{%=>"


def mark(kind):
    return f"[redacted:{kind}]"
