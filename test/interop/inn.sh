#!/usr/bin/env bash
# Debian's INN as a private news server on loopback, with all its files under DIR and alt.anonymous.messages in it.
#   inn.sh start DIR PORT [login]   makes DIR on first use; returns when innd takes connections
#   inn.sh stop DIR
#   inn.sh kill-readers DIR         ends the nnrpd of every reader at once, as a crash would
# As root (innd then runs as the user news). Loopback may read, POST and IHAVE; with `login` only panda with the password
# "correct-horse" may read and POST. nnrpd offers STARTTLS with the certificate DIR/etc/cert.pem. `install.sh` installs what is needed.
set -euo pipefail

verb=$1 dir=$(mkdir -p "$2" && cd "$2" && pwd)
etc=$dir/etc
as_news() { su -s /bin/bash news -c "export INNCONF=$etc/inn.conf PATH=/usr/lib/news/bin:\$PATH; $1"; }

configure() {
  local port=$1
  cat >"$etc/inn.conf" <<CONF
mta: "/bin/true %s"
mailcmd: /bin/true
organization: "test"
domain: news.test
pathhost: news.test
pathnews: /usr/lib/news
pathbin: /usr/lib/news/bin
pathetc: $etc
pathdb: $dir/db
pathlog: $dir/log
pathrun: $dir/run
pathspool: $dir/spool
pathtmp: $dir/spool/incoming
pathhttp: $dir/log
pathfilter: $etc/filter
hismethod: hisv6
ovmethod: tradindexed
bindaddress: 127.0.0.1
bindaddress6: "::1"
port: $port
nnrpdpostport: $port
# Old articles are welcome, and large ones; nothing is checked that the tests do not need.
artcutoff: 0
maxartsize: 0
localmaxartsize: 0
verifygroups: false
pgpverify: false
doinnwatch: false
wireformat: true
tlscertfile: $etc/cert.pem
tlskeyfile: $etc/key.pem
CONF
  printf 'peer ME {\n  hostname: "127.0.0.1"\n}\n' >"$etc/incoming.conf"
  printf 'method tradspool {\n  newsgroups: *\n  class: 0\n}\n' >"$etc/storage.conf"
  printf 'ME:*::\n' >"$etc/newsfeeds"
}

allow() {
  local login=$1 who='default: "<local>"'
  [ "$login" = login ] && who="auth: \"ckpasswd -f $etc/passwd\""
  cat >"$etc/readers.conf" <<CONF
auth all {
  hosts: "127.0.0.1"
  $who
}
access all {
  users: "*"
  newsgroups: "*"
  access: RPA
}
CONF
  echo "panda:$(openssl passwd -6 correct-horse)" >"$etc/passwd"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$etc/key.pem" -out "$etc/cert.pem" 2>/dev/null
}

make() {
  mkdir -p "$dir"/{db,log,run} "$etc/filter" "$dir"/spool/{articles,incoming,overview}
  cp -r /etc/news/. "$etc/"
  configure "$1"
  allow "$2"
  printf '%s 0000000000 0000000001 %s\n' control n control.cancel n junk n alt.anonymous.messages y >"$dir/db/active"
  touch "$dir"/db/{newsgroups,active.times,history}
  chown -R news:news "$dir"
  chmod 755 "$dir"
  chmod 600 "$etc/key.pem"
  as_news "cd $dir/db && makedbz -i -o -s 30000"
  for file in "$dir"/db/history.n.*; do
    if [ -e "$file" ]; then mv "$file" "$dir/db/history.${file##*.}"; fi
  done
}

start() {
  local port=$1
  [ -e "$etc/inn.conf" ] || make "$port" "${2:-open}"
  rm -f "$dir"/run/*.pid "$dir"/run/control "$dir"/run/nntpin
  as_news "innd -N" >>"$dir/log/innd.out" 2>&1 </dev/null
  for _ in $(seq 100); do
    if [ -s "$dir/run/innd.pid" ] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
    sleep 0.1
  done
  tail -n 20 "$dir"/log/innd.out "$dir"/log/errlog >&2 || true
  exit 1
}

stop() {
  local pid
  pid=$(cat "$dir/run/innd.pid" 2>/dev/null) || return 0
  # asked nicely it can take minutes when a reader is still connected
  as_news "ctlinnd -t 10 shutdown done" >/dev/null 2>&1 || kill -9 "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}

kill_readers() {
  local readers
  readers=$(pgrep -P "$(cat "$dir/run/innd.pid")" -x nnrpd)
  # shellcheck disable=SC2086 # one word a process
  kill -9 $readers
}

case $verb in
  start) start "$3" "${4:-}" ;;
  stop) stop ;;
  kill-readers) kill_readers ;;
  *) echo "inn.sh start DIR PORT [login] | stop DIR | kill-readers DIR" >&2; exit 2 ;;
esac
