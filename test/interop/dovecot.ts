import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { Secret } from '../../src/base/secret';
import { makeCertificate } from '../../src/bridge/certificate';
import type { ImapTargetSettings } from '../../src/moving';
import { until } from '../support/mailClient';
import { freePort } from './freePort';

const run = promisify(execFile);

/** Debian's Dovecot on loopback, all its files in one folder. Users come into being with `addUser`; the password is "pass". */
export interface Dovecot {
  readonly folder: string;
  /** A user whose mail lies as `location` says (mail_location, `~` is the home); gives the home, once the user can log in. */
  addUser(name: string, location: string): Promise<string>;
  /** Lets Dovecot write in a folder that a test has filled. */
  giveTo(path: string): void;
  /** How nymbridge gets there. */
  settings(user: string, changes?: Partial<ImapTargetSettings>): ImapTargetSettings;
  doveadm(...words: string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startDovecot(): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'nymbridge-dovecot-'));
  chmodSync(folder, 0o755);
  const { uid, gid, name } = mailOwner();
  const made = await makeCertificate(systemClock, systemRandom);
  writeFileSync(join(folder, 'cert.pem'), made.certificate);
  writeFileSync(join(folder, 'key.pem'), made.key, { mode: 0o600 });
  writeFileSync(join(folder, 'passwd'), '');
  const ports = { imap: await freePort(), imaps: await freePort() };
  const conf = join(folder, 'dovecot.conf');
  writeFileSync(conf, configuration(folder, ports, name));
  const server = spawn('dovecot', ['-F', '-c', conf], { stdio: 'ignore' });
  await until('Dovecot', () => reachable(ports.imap));

  const giveTo = (path: string): void => {
    if (process.getuid?.() !== 0) return;
    chownSync(path, uid, gid);
    if (statSync(path).isDirectory()) for (const inside of readdirSync(path)) giveTo(join(path, inside));
  };
  const doveadm = async (...words: string[]) =>
    (await run('doveadm', ['-c', conf, ...words], { maxBuffer: 64 * 2 ** 20 })).stdout;
  return {
    folder,
    giveTo,
    addUser: async (user, location) => {
      const home = join(folder, 'home', user);
      mkdirSync(home, { recursive: true });
      giveTo(home);
      writeFileSync(join(folder, 'passwd'), `${user}:{PLAIN}pass:${uid}:${gid}::${home}::userdb_mail=${location}\n`, {
        flag: 'a',
      });
      // it looks into the file once a second
      await until(`the login of ${user}`, () => succeeds(doveadm('auth', 'test', user, 'pass')));
      return home;
    },
    settings: (user, changes = {}) => ({
      host: '127.0.0.1',
      port: changes.security === 'tls' ? ports.imaps : ports.imap,
      security: 'starttls',
      pin: createHash('sha256').update(new X509Certificate(made.certificate).raw).digest('hex'),
      user,
      password: Secret.fromText('pass'),
      route: { via: 'direct' },
      folder: undefined,
      ...changes,
    }),
    doveadm,
    stop: async () => {
      const ended = new Promise((resolve) => server.once('close', resolve));
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Dovecot hands mail to no process of root's. */
function mailOwner(): { uid: number; gid: number; name: string | undefined } {
  if (process.getuid?.() !== 0) return { ...userInfo(), name: userInfo().username };
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g'), name: undefined };
}

function reachable(port: number): Promise<true | undefined> {
  return succeeds(run('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`]));
}

function succeeds(attempt: Promise<unknown>): Promise<true | undefined> {
  return attempt.then(
    () => true as const,
    () => undefined,
  );
}

/** `user`: who everything runs as where it is not started by root. */
function configuration(folder: string, ports: { imap: number; imaps: number }, user: string | undefined): string {
  const single =
    user === undefined
      ? ''
      : `default_internal_user = ${user}\ndefault_login_user = ${user}\nservice anvil {\n  chroot =\n}\n`;
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
mail_location = maildir:~/Maildir
first_valid_uid = 1
mbox_write_locks = fcntl
${single}service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${ports.imap}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${ports.imaps}
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
  mailbox Sent {
    special_use = \\Sent
  }
  mailbox Papierkorb {
    special_use = \\Trash
    auto = create
  }
}
`;
}
