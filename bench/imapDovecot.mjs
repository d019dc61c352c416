// The peer: Debian's Dovecot on loopback, on a plain connection, with all its files in one folder.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

/** What `dovecot --version` says; undefined where it is not installed. */
export function dovecotVersion() {
  const { status, stdout } = spawnSync('dovecot', ['--version'], { env, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (yes) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

/** Dovecot hands mail to no process of root's; started by somebody else, everything runs as them. */
function mailOwner() {
  if (process.getuid() !== 0) return { ...userInfo(), name: userInfo().username };
  const id = (flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g'), name: undefined };
}

/** Serves user `bench`, password `pass`, below `folder`. */
export async function startDovecot(folder) {
  const { uid, gid, name } = mailOwner();
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  chmodSync(folder, 0o755);
  if (process.getuid() === 0) chownSync(home, uid, gid);
  writeFileSync(join(folder, 'passwd'), `bench:{PLAIN}pass:${uid}:${gid}::${home}::\n`);
  const port = await freePort();
  const conf = join(folder, 'dovecot.conf');
  writeFileSync(conf, configuration(folder, port, name));
  const server = spawn('dovecot', ['-F', '-c', conf], { env, stdio: 'ignore' });
  // also where the benchmark breaks off
  process.once('exit', () => server.kill('SIGTERM'));
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries > 100 || server.exitCode !== null) throw new Error(`Dovecot does not start: see ${folder}/dovecot.log`);
    await setTimeout(50);
  }
  const stop = async () => {
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.kill('SIGTERM');
    await ended;
  };
  return { port, user: 'bench', password: 'pass', stop };
}

/** sdbox is its quickest format of one file for each mail, and keeps no index that has to be built beside it. */
function configuration(folder, port, user) {
  const single =
    user === undefined
      ? ''
      : `default_internal_user = ${user}\ndefault_login_user = ${user}\nservice anvil {\n  chroot =\n}\n`;
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = sdbox:~/sdbox
first_valid_uid = 1
${single}service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
${user === undefined ? '' : '  chroot =\n'}}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/passwd
}
userdb {
  driver = passwd-file
  args = username_format=%u ${folder}/passwd
}
namespace inbox {
  inbox = yes
  separator = /
}
`;
}
