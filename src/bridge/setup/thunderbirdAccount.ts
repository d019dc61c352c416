import { folders, host, type MailAccount, type MailIdentity } from './mailAccount';
import type { Preferences } from './thunderbirdPrivacy';

/** In Thunderbird's own numbers. */
const starttls = 2;
const normalPassword = 3;
const justMark = 0;
/** "Other": the folder that the preference names, and not one of that name in the account. */
const otherFolder = '1';

/** The account with its server, its identities and the local folders that Thunderbird will not do without. */
export function accountPreferences(account: MailAccount): Preferences {
  return { ...accounts(account), ...incoming(account), ...outgoing(account), ...identities(account), ...localFolders };
}

function accounts({ identities }: MailAccount): Preferences {
  return {
    'mail.accountmanager.accounts': 'account1,account2',
    'mail.accountmanager.defaultaccount': 'account1',
    'mail.accountmanager.localfoldersserver': 'server2',
    'mail.account.account1.identities': identities.map((_, i) => `id${i + 1}`).join(','),
    'mail.account.account1.server': 'server1',
    'mail.account.account2.server': 'server2',
  };
}

function incoming(account: MailAccount): Preferences {
  return under('mail.server.server1', {
    type: 'imap',
    hostname: host,
    port: account.imapPort,
    userName: account.user,
    name: account.title,
    socketType: starttls,
    authMethod: normalPassword,
    // with it, the window opens on the INBOX
    login_at_startup: true,
    check_new_mail: true,
    'directory-rel': `[ProfD]ImapMail/${host}`,
    ...deleting(account),
    offline_download: false,
    autosync_offline_stores: false,
  });
}

/**
 * Where deleted mail goes. There is one trash an account: with several nyms it would be one nym's for all of them, so mail is only marked
 * as deleted then. And only the INBOX is watched by itself: with several, all folders are looked at, every minute.
 */
function deleting({ identities }: MailAccount): Preferences {
  if (identities.length === 1) return { trash_folder_name: `${identities[0].prefix}${folders.trash}` };
  return { delete_model: justMark, check_all_folders_for_new: true, check_time: 1 };
}

function outgoing({ smtpPort, user, title }: MailAccount): Preferences {
  return {
    'mail.smtpservers': 'smtp1',
    'mail.smtp.defaultserver': 'smtp1',
    ...under('mail.smtpserver.smtp1', {
      hostname: host,
      port: smtpPort,
      username: user,
      description: title,
      authMethod: normalPassword,
      try_ssl: starttls,
    }),
  };
}

function identities(account: MailAccount): Preferences {
  const each = account.identities.map((one, i) => Object.entries(identity(`mail.identity.id${i + 1}`, one, account)));
  return Object.fromEntries(each.flat());
}

function identity(key: string, { address, name, prefix }: MailIdentity, account: MailAccount): Preferences {
  const folder = (own: string) => folderUri(account, `${prefix}${own}`);
  return under(key, {
    fullName: name,
    useremail: address,
    smtpServer: 'smtp1',
    valid: true,
    fcc: true,
    fcc_folder: folder(folders.sent),
    fcc_folder_picker_mode: otherFolder,
    draft_folder: folder(folders.drafts),
    drafts_folder_picker_mode: otherFolder,
    archive_folder: folder(folders.archive),
    archives_folder_picker_mode: otherFolder,
    // all in one folder, and not one a year
    archive_granularity: 0,
    compose_html: false,
    sendAutocryptHeaders: false,
  });
}

/** As Thunderbird names a folder: the "@" of the user is written as %40, and that of a nym's own folder is not. */
export function folderUri({ user }: MailAccount, folder: string): string {
  return `imap://${encodeURIComponent(user)}@${host}/${folder}`;
}

const localFolders: Preferences = under('mail.server.server2', {
  type: 'none',
  hostname: 'Local Folders',
  userName: 'nobody',
  name: 'Local Folders',
  'directory-rel': '[ProfD]Mail/Local Folders',
});

function under(key: string, preferences: Preferences): Preferences {
  return Object.fromEntries(Object.entries(preferences).map(([name, value]) => [`${key}.${name}`, value]));
}
