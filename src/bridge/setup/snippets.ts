import { UserError } from '../../base/errors';
import { certificateFingerprint } from '../certificate';
import { folders, host, type MailAccount, type MailIdentity } from './mailAccount';

/** One a program: lines for its configuration file. */
const writers = { mbsync, neomutt, msmtp, offlineimap } as const;

export type SnippetProgram = keyof typeof writers;
export const snippetPrograms = Object.keys(writers) as readonly SnippetProgram[];

/** The lines that set the account up in a program's configuration file, with the password where the account has it. Throws UserError. */
export function writeSnippet(program: SnippetProgram, account: MailAccount): string {
  return writers[program](account);
}

/** isync. It compares the certificate with the host's name, and has nothing to compare a number with. */
function mbsync({ user, password, title, imapPort, certificateFile }: MailAccount): string {
  return `# ~/.mbsyncrc: ${title}. First: mkdir -p ~/Mail/${user}; the mail lies readable there.
IMAPAccount ${user}
Host localhost
Port ${imapPort}
User ${user}
${password === undefined ? '# without Pass it asks' : `Pass "${password}"`}
SSLType STARTTLS
SystemCertificates no
CertificateFile "${mbsyncQuoted(certificateFile)}"

IMAPStore ${user}-bridge
Account ${user}

MaildirStore ${user}-here
Path ~/Mail/${user}/
Inbox ~/Mail/${user}/INBOX
SubFolders Verbatim

Channel ${user}
Far :${user}-bridge:
Near :${user}-here:
Patterns *
Create Both
Expunge Both
SyncState *
`;
}

function mbsyncQuoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}

/** NeoMutt, and Mutt but for imap_idle. */
function neomutt({ user, password, title, imapPort, smtpPort, certificateFile, identities }: MailAccount): string {
  const [{ address, name, prefix }] = identities;
  const login = encodeURIComponent(user);
  return `# ~/.neomuttrc: ${title}
set imap_user = "${user}"
${password === undefined ? '# without imap_pass and smtp_pass it asks' : `set imap_pass = "${password}"\nset smtp_pass = "${password}"`}
set folder = "imap://${login}@localhost:${imapPort}/"
set smtp_url = "smtp://${login}@localhost:${smtpPort}/"
set ssl_starttls = yes
set ssl_force_tls = yes
set certificate_file = "${muttQuoted(certificateFile)}"
set spoolfile = "+${prefix}INBOX"
set postponed = "+${prefix}${folders.drafts}"
set trash = "+${prefix}${folders.trash}"
# nymbridge files what is sent
set record = ""
set imap_idle = yes
# no copies on disk
set header_cache = ""
set message_cachedir = ""
set from = "${address}"
set realname = "${muttQuoted(name)}"
set use_envelope_from = yes
# what would tell of this machine, and of its clock
set hostname = "localhost"
set user_agent = no
set attribution = "%n wrote:"
# attached texts as they are: otherwise some go out in another charset
set send_charset = "us-ascii:utf-8"
${severalNyms(identities)}`;
}

/** Each nym's folders make mail go out as that nym, and stay below its address. */
function severalNyms(identities: readonly MailIdentity[]): string {
  if (identities.length < 2) return '';
  const inboxes = identities.map(({ prefix }) => `"+${prefix}INBOX"`).join(' ');
  const hooks = identities.map(({ address, prefix }) => {
    const settings = [
      `from = "${address}"`,
      `postponed = "+${prefix}${folders.drafts}"`,
      `trash = "+${prefix}${folders.trash}"`,
    ];
    return `folder-hook '${address.replaceAll('.', '\\.')}/' '${settings.map((one) => `set ${one}`).join('; ')}'\n`;
  });
  return `mailboxes ${inboxes}\n${hooks.join('')}`;
}

function muttQuoted(text: string): string {
  return text.replace(/["\\$`]/g, '\\$&');
}

function msmtp({ user, password, title, smtpPort, certificate, identities }: MailAccount): string {
  return `# ~/.msmtprc: ${title}
account ${user}
host ${host}
port ${smtpPort}
tls on
tls_starttls on
tls_fingerprint ${certificateFingerprint(certificate)}
auth on
user ${user}
${password === undefined ? '# without password it asks' : `password ${password}`}
from ${identities[0].address}
domain localhost
`;
}

/** It checks no certificate behind STARTTLS, and would give the password to whoever holds the port. */
function offlineimap({ user, password, title, imapTlsPort, certificate }: MailAccount): string {
  if (imapTlsPort === undefined)
    throw new UserError(
      'OfflineIMAP checks no certificate behind STARTTLS. Set tls_port under [imap] in the configuration first: with it, it does.',
    );
  return `# ~/.offlineimaprc: ${title}. The mail lies readable in ~/Mail/${user}.
[general]
accounts = ${user}

[Account ${user}]
localrepository = ${user}-here
remoterepository = ${user}-bridge

[Repository ${user}-here]
type = Maildir
localfolders = ~/Mail/${user}

[Repository ${user}-bridge]
type = IMAP
remotehost = ${host}
remoteport = ${imapTlsPort}
ssl = yes
cert_fingerprint = ${certificateFingerprint(certificate).replaceAll(':', '').toLowerCase()}
remoteuser = ${user}
${password === undefined ? '# without remotepass it asks' : `remotepass = ${password}`}
`;
}
