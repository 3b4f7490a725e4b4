# Asks the daemon in one process that starts in a few milliseconds, where the system has Perl: hookloom-hook.sh turns into this. It
# knows the plain way only; whatever else there is, the shell hands to Node as if Perl were not there. Loads no module.
#
#   perl hookloom-hook.pl <hookloom-hook.sh> <node> <agent> <event> --state <state folder>

my ($shell, $node, $agent, $event, $flag, $state) = @ARGV;
my $END_AFTER_S = 22;
binmode $_ for *STDIN, *STDOUT, *STDERR;
delete $ENV{PERL_BADLANG};
my $payload = do { local $/; <STDIN> } // '';

my ($asked, $answer) = ask();
if ($asked eq 'answered' && $answer =~ /^([012])\n(.*)\.$/s) {
  my ($code, $text) = ($1, $2);
  print { $code == 0 ? *STDOUT : *STDERR } $text;
  close STDOUT and close STDERR;
  exit $code;
}

# Node does it, with what was read from standard input already, and without asking once more a daemon that took too long.
my @words = ('/bin/sh', $shell, $node, $agent, $event, $flag, $state, $asked eq 'too_late' ? '--unanswered' : '--asked');
$SIG{PIPE} = 'IGNORE';
open my $child, '|-', @words or exit 127;
binmode $child;
print $child $payload;
close $child;
exit($? & 127 ? 128 + ($? & 127) : $? >> 8);

# Asks once: 'answered' with what was said, 'too_late', or 'not' in any other way.
sub ask {
  local $SIG{PIPE} = 'IGNORE';
  local $SIG{ALRM} = sub { die "too late\n" };
  my $said = eval {
    alarm $END_AFTER_S;
    # The address of a socket begins with its length where systems come from BSD.
    my $address = $^O =~ /darwin|bsd|dragonfly/ ? pack('CCZ*', 0, 1, "$state/daemon.sock") : pack('SZ*', 1, "$state/daemon.sock");
    socket(my $socket, 1, 1, 0) or die;
    connect($socket, $address) or die;
    binmode $socket;
    my $request = join "\r\n", "POST /hooks/$agent?answer=shell&event=$event HTTP/1.1", 'host: localhost', 'connection: close',
      'content-type: application/json', 'x-hookloom-environment: ' . environment(), 'content-length: ' . length $payload, '', $payload;
    for (my $sent = 0; $sent < length $request;) { $sent += syswrite($socket, $request, 1_048_576, $sent) // die }
    my $response = '';
    while (my $length = sysread($socket, $response, 1_048_576, length $response) // die) { }
    # Only what is whole: the length that was announced, and no other way of sending it.
    my ($head, $body) = split /\r\n\r\n/, $response, 2;
    $head =~ m{^HTTP/1\.1 200 } && $head =~ /^content-length: *(\d+)\r?$/im && $1 == length $body or die;
    alarm 0;
    $body;
  };
  my $why = $@;
  alarm 0;
  return defined $said ? ('answered', $said) : ($why eq "too late\n" ? 'too_late' : 'not');
}

# Which agent started us, and where: JSON, encoded as an address is.
sub environment {
  my @fields;
  for my $name (map { ("${_}_PROJECT_DIR", "${_}_VERSION") } qw(CLAUDE CURSOR GEMINI QWEN FACTORY DROID DEVIN)) {
    my $value = $ENV{$name} // next;
    # Node knows what to make of a name that is no UTF-8.
    my $copy = $value;
    utf8::decode($copy) or die;
    $value =~ s/([\\"])/\\$1/g;
    $value =~ s/([\x00-\x1f])/sprintf '\\u%04x', ord $1/ge;
    push @fields, qq("$name":"$value");
  }
  my $json = '{' . join(',', @fields) . '}';
  $json =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/ge;
  return $json;
}
