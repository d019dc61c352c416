#!/usr/bin/env bash
# Installs, on Debian and as root, the servers and clients that the tests in this folder talk to. May be run again at any time.
# A new test adds its packages to the list, and, where one needs help to configure, a function before_PACKAGE.
set -euo pipefail

packages=(
  gnupg   # gnupg.test.ts: what nym servers run today
  gnupg1  # gnupg.test.ts: what old ones run
  inn2    # inn.test.ts: the news server
  openssl # inn.sh: its certificate; smime.test.ts: S/MIME
  curl neomutt isync    # clients.test.ts, recorded.test.ts: mail clients (isync is mbsync)
  bsdutils              # the same: script, a terminal for neomutt
  msmtp offlineimap3    # snippets.test.ts, twoWay.test.ts: more of them
  fetchmail alpine python3 # readers.test.ts: and more (imaplib comes with python3)
  swaks git git-email    # senders.test.ts: programs that send
  libio-socket-ssl-perl libauthen-sasl-perl # senders.test.ts: TLS and logins for those two
  thunderbird xvfb strace # thunderbird.test.ts, recorded.test.ts, signing.test.ts: it, a screen for it, and a look at its sockets
  exim4-daemon-light    # relay.test.ts: the mail server in between
  zsh fish man-db groff # shells.test.ts: shells that complete our words, and what sets the man page
  dovecot-imapd         # moving.test.ts: another account, and what reads and writes Maildir and mbox
  tor                   # tor.test.ts: alone, without a network; torNetwork.test.ts, torRemailers.test.ts: a whole network (tor-gencert comes with it)
  nftables iproute2     # namespace.test.ts: counts what the bridge sends, and where it could
  libfaketime           # namespace.test.ts: an hour in two minutes
)

install() {
  apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}

# Refuses to configure on a host without a domain name, unless the configuration, which comes with another package, names one.
before_inn2() {
  local conf=/etc/news/inn.conf
  [ -e "$conf" ] || install inn2-inews
  grep -q '^domain: *[^ ]' "$conf" || echo 'domain: test' >>"$conf"
  grep -q '^pathhost: *[^ ]' "$conf" || echo 'pathhost: news.test' >>"$conf"
}

# No package may start its daemon: the tests start their own, on ports of their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "installed already: ${packages[*]}"
  exit
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
for package in "${missing[@]}"; do
  if declare -F "before_$package" >/dev/null; then "before_$package"; fi
done
install "${missing[@]}"
