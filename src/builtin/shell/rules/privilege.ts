// Rules on becoming somebody else and on accounts. `rules.ts` joins them.

import { hasFlag, type Invocation } from "../invocation.ts";
import type { Rule } from "../rule.ts";
import { SHELLS } from "../wrappers.ts";

/** Programs that can be talked into running another, and are not made for it. */
const ESCAPES =
  "agetty ansible-test aspell at bconsole bpftrace busctl byebug c89 c99 certbot clisp cobc composer cowsay cowthink cpan cpio crash csvtool dc dhclient dialog distcc dmsetup dnf dnsmasq dpkg dvips ed elvish emacs enscript ex expect fzf gcc gdb gem genie ghc ghci gimp ginsh gnuplot hg irb java jjs jrunscript jtag knife latex latexmk ld.so less lftp links loginctl logrotate lualatex luatex mail man mutt mysql nano ncftp neofetch nmap nroff nvim octave octave-cli openvpn pdb pdflatex pdftex pg pic pip pip3 posh psql puppet pry r rake restic rpm rpmquery rpmdb rsync rview rvim scp sed sftp slsh smbclient socket split sqlite3 sshfs sysctl tar tasksh tclsh tcpdump tdbtool telnet tex top torify unzip varnishncsa vi view vim vimdiff watch wget wish xdotool xelatex xetex yum zathura zip zypper aria2c m4 fail2ban-client mosh openssl pwsh script";

/** What somebody with all rights may run without anything changing. */
const READING =
  /^(?:ls|cat|head|tail|less|more|grep|egrep|zgrep|find|stat|file|wc|du|df|ps|top|htop|lsof|ss|netstat|journalctl|dmesg|lsblk|blkid|lshw|lspci|lsusb|smartctl|id|whoami|which|test|echo|true|uptime|free|iotop|apt-cache|dmidecode|ufw status|nft list|ip (?:a|r|addr|link|route|neigh)|fdisk -l|parted -l|iptables -(?:L|S|nL|vnL|nvL|L -n|L -v)|systemctl (?:status|list|show|is-|cat|--failed)|service \S+ status|git (?:status|log|diff|show|branch)|rfkill list|docker (?:ps|images|logs|inspect|info|version|stats|top|port)|apt(?:-get)? (?:update|list|show|search)|crontab -l|lvs|vgs|pvs|mount$|nginx -t|apachectl configtest|sshd -t|kubectl get|tcpdump|pacman -Q|dnf (?:list|info|check)|yum (?:list|info)|rpm -q|dpkg -[lLs]|snap list|certbot certificates|ufw app list|hdparm -I|strace|nginx -v|sysctl -a|sysctl [\w.]+$|timedatectl$|hostnamectl$|last|w$|who|getent|printenv|pwd|date$|tree|awk|sed -n|diff|md5sum|sha256sum)(?:\s|$)/;
const inner = (call: Invocation): string => {
  const words = call.words.filter((word, at) => !word.startsWith("-") || at > 0);
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return words.slice(Math.max(first, 0)).join(" ");
};

export const PRIVILEGE_RULES: readonly Rule[] = [
  {
    id: "root-shell",
    risk: "HIGH",
    why: "opens a shell with all rights",
    programs: "sudo doas pkexec run0",
    when: (call) => {
      const [first = ""] = call.operands;
      const program = first.slice(first.lastIndexOf("/") + 1);
      const alone = call.operands.length === 1 && (SHELLS.has(program) || program === "su" || program === "visudo");
      return (hasFlag(call, "-i", "-s", "--login", "--shell") && call.words[0]!.startsWith("-")) || alone || program === "su";
    },
    dangerous: "sudo -i",
    harmless: "sudo -l",
  },
  {
    id: "privilege",
    risk: "MEDIUM",
    why: "runs a program with all rights",
    programs: "sudo doas pkexec run0 gosu su-exec",
    when: (call) => call.operands.length > 0 && !hasFlag(call, "-l", "-v", "-k", "-K") && !READING.test(inner(call)),
    dangerous: "sudo make install",
    harmless: "sudo systemctl status nginx",
  },
  {
    id: "switch-user",
    risk: "MEDIUM",
    why: "becomes another user",
    programs: "su runuser newgrp sg",
    unless: "--help",
    when: ({ name, operands }) => name !== "sg" || operands.length > 0,
    dangerous: "su - postgres",
    harmless: "su --version",
  },
  {
    id: "shell-escape",
    risk: "HIGH",
    why: "opens a shell by a program that is made for other things",
    programs: ESCAPES,
    word: /(?:^!?|[=;,:("'\s|{%]|[^#]!)(?:\/usr)?\/bin\/\w*sh\b|^(?:\+|:)?:?(?:set )?shell(?:=|$)/,
    dangerous: "tar cf /dev/null x --checkpoint=1 --checkpoint-action=exec=/bin/sh",
    harmless: "tar czf x.tgz src",
  },
  {
    id: "grant-privilege",
    risk: "HIGH",
    why: "gives an account all rights",
    programs: "usermod adduser gpasswd useradd groupmod dscl dseditgroup net",
    word: /^(?:.*,)?(?:sudo|wheel|docker|root|admin|administrators|lxd|disk|shadow)(?:,.*)?$/i,
    dangerous: "usermod -aG sudo bob",
    harmless: "groups bob",
  },
  {
    id: "accounts",
    risk: "MEDIUM",
    why: "changes accounts of the machine",
    programs:
      "useradd adduser usermod userdel deluser groupadd groupdel groupmod delgroup gpasswd chsh chfn vipw vigr chage dscl",
    unless: "-l --list",
    when: ({ name, operands }) => operands.length > 0 && !(name === "dscl" && operands.includes("list")),
    dangerous: "useradd mallory",
    harmless: "chage -l bob",
  },
  {
    id: "passwords",
    risk: "HIGH",
    why: "changes a password",
    programs: "passwd chpasswd smbpasswd",
    unless: "-S --status",
    dangerous: "passwd root",
    harmless: "passwd -S bob",
  },
  {
    id: "edit-privileges",
    risk: "HIGH",
    why: "changes who may have all rights",
    programs: "visudo",
    unless: "-c --check",
    dangerous: "visudo -f /etc/sudoers.d/x",
    harmless: "visudo -c",
  },
  {
    id: "kernel",
    risk: "HIGH",
    why: "changes the running kernel",
    programs: "insmod modprobe rmmod kextload kextunload depmod",
    unless: "-n --dry-run --show-depends -c",
    when: ({ operands }) => operands.length > 0,
    dangerous: "insmod rootkit.ko",
    harmless: "modprobe -n loop",
  },
  {
    id: "kernel-settings",
    risk: "MEDIUM",
    why: "changes settings of the kernel",
    programs: "sysctl",
    when: (call) =>
      hasFlag(call, "-w", "-p", "--write", "--load", "--system") || call.operands.some((operand) => operand.includes("=")),
    dangerous: "sysctl -w kernel.randomize_va_space=0",
    harmless: "sysctl kernel.hostname",
  },
  {
    id: "namespaces",
    risk: "HIGH",
    why: "leaves the walls of a container, or enters another process's",
    programs: "nsenter capsh",
    when: ({ words }) => words.length > 0 && !words.includes("--print"),
    dangerous: "nsenter -t 1 -m -u bash",
    harmless: "capsh --print",
  },
  {
    id: "clock",
    risk: "MEDIUM",
    why: "changes the machine's clock or name",
    programs: "date hwclock timedatectl hostnamectl",
    when: (call) =>
      call.name === "date"
        ? hasFlag(call, "--set") || call.words.includes("-s")
        : call.words.some((word) => /^(?:set-|--set|-w$|--hctosys|--systohc)/.test(word)),
    dangerous: "date -s '2001-01-01'",
    harmless: "date -d yesterday",
  },
];
