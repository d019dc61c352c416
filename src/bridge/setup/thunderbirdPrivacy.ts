/** Settings of Thunderbird, by their names in its configuration editor. */
export type Preferences = Readonly<Record<string, string | number | boolean>>;

/**
 * Whatever Thunderbird would look up or fetch goes to a proxy that is not there; only this machine is reached directly. This
 * holds for what the settings below do not know of, add-ons and links in mails among them.
 */
const network: Preferences = {
  'network.proxy.type': 1,
  'network.proxy.socks': '127.0.0.1',
  'network.proxy.socks_port': 9,
  'network.proxy.socks_version': 5,
  'network.proxy.socks_remote_dns': true,
  'network.proxy.no_proxies_on': '127.0.0.1, ::1, localhost',
  'network.proxy.failover_direct': false,
  'network.proxy.allow_bypass': false,
  'network.trr.mode': 5,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.predictor.enabled': false,
  'network.http.speculative-parallel-limit': 0,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  // the bridge is here whether or not there is a network
  'network.manage-offline-status': false,
  'offline.autoDetect': false,
};

/** The look-ups that name the nym's domain: of the account wizard, and of those who write to the nym. */
const lookUps: Preferences = {
  'mailnews.auto_config.fetchFromISP.enabled': false,
  'mailnews.auto_config.fetchFromISP.sendEmailAddress': false,
  'mailnews.auto_config.fetchFromExchange.enabled': false,
  'mailnews.auto_config.guess.enabled': false,
  'mailnews.auto_config_url': '',
  'mailnews.auto_config.addons_url': '',
  'mail.openpgp.keyserver_list': '',
  'mail.chat.enabled': false,
  'mail.accounthub.thundermail.enabled': false,
};

/** What a mail would say about its writer beside its text. The bridge rewrites the header, but not what is typed. */
const mail: Preferences = {
  'mailnews.headers.sendUserAgent': false,
  'mail.sanitize_date_header': true,
  'mail.suppress_content_language': true,
  'mailnews.send_plaintext_flowed': false,
  // "Bob wrote:", in English and without the hour on the writer's clock
  'mailnews.reply_header_type': 1,
  'mailnews.reply_header_authorwrotesingle': '#1 wrote:',
  'mailnews.reply_header_originalmessage': '-------- Original Message --------',
  'mailnews.forward_header_originalmessage': '-------- Forwarded Message --------',
  'mail.mdn.report.enabled': false,
  'mail.server.default.send_client_info': false,
  'mail.smtpserver.default.hello_argument': 'localhost',
  'mailnews.message_display.disable_remote_image': true,
  'mail.compose.big_attachments.notify': false,
};

/** Mail stays in the bridge's encrypted store: no copies of it for offline use, for the index of the search field, or in a cache. */
const copies: Preferences = {
  'mail.server.default.offline_download': false,
  'mail.server.default.autosync_offline_stores': false,
  'mailnews.database.global.indexer.enabled': false,
  'browser.cache.disk.enable': false,
  'browser.sessionstore.privacy_level': 2,
};

/** What would tell Mozilla that and how the program is used, and ask it for news. Updates come by the system's own way. */
const calls: Preferences = {
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.usage.uploadEnabled': false,
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.unified': false,
  'toolkit.telemetry.archive.enabled': false,
  'toolkit.telemetry.server': '',
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'app.update.enabled': false,
  'app.update.url': '',
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.region.network.url': '',
  'breakpad.reportURL': '',
  'browser.crashReports.unsubmittedCheck.autoSubmit2': false,
  'dom.push.connection.enabled': false,
  'extensions.update.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.getAddons.showPane': false,
  'extensions.systemAddon.update.enabled': false,
  'services.settings.server': 'data:,#nothing/v1',
  'security.OCSP.enabled': 0,
  'security.remote_settings.intermediates.enabled': false,
  'security.remote_settings.crlite_filters.enabled': false,
  'mail.inappnotifications.enabled': false,
  'mail.inappnotifications.url': '',
};

/** Pages and questions that would stand between the start and the mailbox. */
const dialogs: Preferences = {
  'mailnews.start_page.enabled': false,
  'mailnews.start_page.url': '',
  'mailnews.start_page_override.mstone': 'ignore',
  'mail.rights.version': 1,
  'mail.shell.checkDefaultClient': false,
  'mail.winsearch.firstRunDone': true,
  'mail.spotlight.firstRunDone': true,
  'app.donation.eoy.version.viewed': 999,
  'mail.provider.suppress_dialog_on_startup': true,
};

/** Set again at every start. */
export const privatePreferences: Preferences = { ...network, ...lookUps, ...mail, ...copies, ...calls, ...dialogs };
