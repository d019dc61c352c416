import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end } from '../support/program';
import { freePort } from './freePort';

/** Debian's exim4 as a relay on loopback that keeps everything it takes. */
export interface Exim {
  readonly port: number;
  /** What `sendmail` is called with on its machine. */
  readonly sendmail: readonly string[];
  /** The mails taken so far, one mbox text. */
  mails(): string;
  stop(): Promise<void>;
}

export async function startExim(): Promise<Exim> {
  const dir = mkdtempSync(join(tmpdir(), 'nymbridge-exim-'));
  chmodSync(dir, 0o755);
  for (const folder of ['spool', 'log', 'mail']) mkdirSync(join(dir, folder));
  execFileSync('chown', ['-R', 'Debian-exim', join(dir, 'spool'), join(dir, 'log'), join(dir, 'mail')]);
  const port = await freePort();
  const box = join(dir, 'mail', 'box');
  writeFileSync(join(dir, 'conf'), configuration(dir, port, box), { mode: 0o644 });
  const daemon = spawn('/usr/sbin/exim4', ['-C', join(dir, 'conf'), '-bdf', '-q1h'], { stdio: 'ignore' });
  return {
    port,
    sendmail: ['/usr/sbin/exim4', '-C', join(dir, 'conf')],
    mails: () => (existsSync(box) ? readFileSync(box, 'latin1') : ''),
    stop: async () => {
      await end(daemon, 'SIGKILL');
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function configuration(dir: string, port: number, box: string): string {
  return `
primary_hostname = relay.test
keep_environment =
spool_directory = ${dir}/spool
log_file_path = ${dir}/log/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
acl_smtp_connect = everyone
acl_smtp_rcpt = everyone
acl_smtp_data = everyone
never_users =
begin acl
everyone:
  accept
begin routers
all:
  driver = accept
  transport = file
begin transports
file:
  driver = appendfile
  file = ${box}
  user = Debian-exim
  group = Debian-exim
begin retry
*  *  F,1h,1m
`;
}
