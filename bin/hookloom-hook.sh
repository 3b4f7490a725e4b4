#!/bin/sh
# What `hookloom agents install` has agents start for each event, on systems with a shell: asks the daemon that runs, with Perl or
# else with curl, in a part of the time that Node takes to start. Whatever is not quite plain, hookloom-hook.cjs does: it starts a
# daemon, asks again, or has the verdict for when there is none. So nothing is decided here, and nothing is let through because
# nobody answered.
#
#   hookloom-hook.sh <node> <agent> <event> --state <state folder> [--asked | --unanswered]
#
# With --asked, hookloom-hook.pl has asked and got no answer that it understands; with --unanswered, none in time.

LC_ALL=C
node=$1
shift
shim=${0%.sh}.cjs
socket=$4/daemon.sock

# Another Node will do; without any, a gate stays shut and everything else goes on. Exit code 2 is no to every agent that looks at
# exit codes before a tool; Cline does not.
find_node() {
  [ -x "$node" ] || node=$(command -v node) || {
    echo "Hookloom cannot be asked, for its Node is gone: run \`hookloom agents install $1\` again, or \`... uninstall $1\`." >&2
    [ "$1 $2" != 'cline PreToolUse' ] || echo '{"cancel":true,"errorMessage":"Hookloom cannot be asked, for its Node is gone."}'
    case $2 in
      PreToolUse | preToolUse | BeforeTool | pre_run_command | pre_write_code | pre_mcp_tool_use | pre_tool_call) exit 2 ;;
      *) exit 0 ;;
    esac
  }
}

leave_to_node() {
  find_node "$@"
  exec "$node" "$shim" "$@"
}

case ${5-} in
  --asked) leave_to_node "$1" "$2" "$3" "$4" ;;
  --unanswered) leave_to_node "$@" ;;
esac
[ -S "$socket" ] || leave_to_node "$@"

# Only the system's own Perl, and only when nothing changes how it starts.
if [ -x /usr/bin/perl ] && [ -f "${0%.sh}.pl" ] && [ -z "${PERL5OPT-}${PERL5LIB-}${PERL_UNICODE-}" ]; then
  PERL_BADLANG=0 exec /usr/bin/perl "${0%.sh}.pl" "$0" "$node" "$@"
fi

# Which agent started us, and where. The header has no quoting, so that only names that need none are for us.
environment=
for name in CLAUDE CURSOR GEMINI QWEN FACTORY DROID DEVIN; do
  for variable in "${name}_PROJECT_DIR" "${name}_VERSION"; do
    eval "value=\${$variable-}"
    case $value in
      '') continue ;;
      *[!A-Za-z0-9/._:@+\ -]*) leave_to_node "$@" ;;
    esac
    environment=$environment${environment:+,}\"$variable\":\"$value\"
  done
done

# `command -p` takes the system's own programs, not what a project may have put before them. Every process counts here: a text that
# is handed over in place needs none, as `printf` in front of a pipe would, and without its configuration OpenSSL starts faster.
payload=$(command -p cat)
answer=$(
  OPENSSL_CONF=/dev/null command -p curl --disable --silent --fail --noproxy '*' --max-time 22 \
    --unix-socket "$socket" --header 'content-type: application/json' --header 'expect:' \
    --header "x-hookloom-environment: {$environment}" --data-binary @- "http://localhost/hooks/$1?answer=shell&event=$2" <<END
$payload
END
)
asked=$?
[ "$asked" -ne 28 ] || set -- "$@" --unanswered
case $asked$answer in
  # The exit code, a line of its own, and the full stop of an answer that is whole.
  0[0-2]"
"*.) ;;
  *)
    find_node "$@"
    printf '%s' "$payload" | "$node" "$shim" "$@"
    exit
    ;;
esac
code=${answer%%"
"*}
text=${answer#*"
"}
text=${text%.}
if [ "$code" -eq 0 ]; then printf '%s' "$text"; else printf '%s' "$text" >&2; fi
exit "$code"
