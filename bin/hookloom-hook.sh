#!/bin/sh
# What `hookloom agents install` has agents start for each event, on systems with a shell: asks the daemon that runs, in a third
# of the time that Node takes to start. Whatever is not quite plain, hookloom-hook.cjs does: it starts a daemon, asks again, or has
# the verdict for when there is none. So nothing is decided here, and nothing is let through because nobody answered.
#
#   hookloom-hook.sh <node> <agent> <event> --state <state folder>

LC_ALL=C
node=$1
shift
shim=${0%.sh}.cjs
socket=$4/daemon.sock
[ -S "$socket" ] || exec "$node" "$shim" "$@"

# Which agent started us, and where. The header has no quoting, so that only names that need none are for us.
environment=
for name in CLAUDE CURSOR GEMINI QWEN FACTORY DROID DEVIN; do
  for variable in "${name}_PROJECT_DIR" "${name}_VERSION"; do
    eval "value=\${$variable-}"
    case $value in
      '') continue ;;
      *[!A-Za-z0-9/._:@+\ -]*) exec "$node" "$shim" "$@" ;;
    esac
    environment=$environment${environment:+,}\"$variable\":\"$value\"
  done
done

# `command -p` takes the system's own programs, not what a project may have put before them.
payload=$(command -p cat)
answer=$(
  printf '%s' "$payload" | command -p curl --disable --silent --fail --noproxy '*' --max-time 22 \
    --unix-socket "$socket" --header 'content-type: application/json' --header 'expect:' \
    --header "x-hookloom-environment: {$environment}" --data-binary @- "http://localhost/hooks/$1?answer=shell&event=$2"
)
asked=$?
[ "$asked" -ne 28 ] || set -- "$@" --unanswered
case $asked$answer in
  # The exit code, a line of its own, and the full stop of an answer that is whole.
  0[0-2]"
"*.) ;;
  *)
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
