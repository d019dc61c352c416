import { until } from '../../support/mailClient';
import type { Thunderbird } from './open';

// What a user does in Thunderbird's windows.

/** In every script: the window, its message list, and the account. */
const around = `
  const { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');
  const window = Services.wm.getMostRecentWindow('mail:3pane');
  const pane = window.gTabmail.currentAbout3Pane;
  const server = MailServices.accounts.defaultAccount.incomingServer;`;

/** What can be seen: the folder that is open, all folders, windows, tabs, and whatever asks or tells something. */
export interface Open {
  readonly folder: string;
  readonly folders: string[];
  readonly windows: string[];
  readonly tabs: number;
  readonly questions: string[];
}

export function whatIsOpen(thunderbird: Thunderbird): Promise<Open | undefined> {
  return thunderbird.run<Open>(`${around}
    const windows = [...Services.wm.getEnumerator(null)];
    const asking = (document) => [...document.querySelectorAll('dialog[open], notification-message, .dialogBox, #accountHubDialog')]
      .filter((one) => one.checkVisibility() && one.textContent.trim() !== '').map((one) => one.textContent.trim());
    return {
      folder: pane.gFolder.name,
      folders: server.rootFolder.descendants.map((one) => one.name),
      windows: windows.map((one) => one.document.documentElement.getAttribute('windowtype') ?? one.location.href),
      tabs: window.gTabmail.tabInfo.length,
      questions: [...windows.map((one) => one.document), pane.document].flatMap(asking),
    };`);
}

/** Opens a folder, by its path below the account, once it is there. */
export async function openFolder(thunderbird: Thunderbird, path: string): Promise<void> {
  await until(`the folder ${path}`, () =>
    thunderbird.run<boolean>(
      `${around}
      const folder = server.rootFolder.descendants.find((one) => decodeURIComponent(one.URI).endsWith('/' + args[0]));
      if (!folder) return;
      pane.displayFolder(folder);
      return true;`,
      path,
    ),
  );
}

/** Waits until there are `count` mails of a subject in the open folder, opens the newest, and gives the text that is shown. */
export async function readNewest(thunderbird: Thunderbird, subject: string, count = 1): Promise<string> {
  return until(`the mail "${subject}" on the screen`, async () => {
    return thunderbird.run<string | undefined>(
      `${around}
      const view = pane?.gDBView;
      view?.doCommand(Ci.nsMsgViewCommandType.expandAll);
      const rows = [...Array(view?.rowCount ?? 0).keys()]
        .filter((row) => view.getMsgHdrAt(row).mime2DecodedSubject.endsWith(args[0].replace(/^Re: /, '')));
      if (rows.length < args[1]) return undefined;
      const newest = rows.reduce((a, b) => (view.getMsgHdrAt(a).messageKey > view.getMsgHdrAt(b).messageKey ? a : b));
      if (pane.threadTree.selectedIndex !== newest) pane.threadTree.selectedIndex = newest;
      const shown = pane.messageBrowser.contentWindow;
      if (shown.gMessage?.messageKey !== view.getMsgHdrAt(newest).messageKey) return undefined;
      return shown.getMessagePaneBrowser().contentDocument?.body?.textContent || undefined;`,
      subject,
      count,
    );
  });
}

/** In the scripts below: the window that is written in. */
const writing = `
  const writing = Services.wm.getMostRecentWindow('msgcompose');`;

/** Answers the mail that is open, in a window of its own, and saves a draft of it. */
export async function draftReply(thunderbird: Thunderbird, text: string): Promise<void> {
  await thunderbird.run(`${around} pane.commandController.doCommand('cmd_reply');`);
  await until('the window to write in', () =>
    thunderbird.run<boolean>(`${writing}
    return writing?.gMsgCompose?.editor?.document.body.textContent.includes('wrote:') || undefined;`),
  );
  await thunderbird.run(
    `${writing}
    const saved = new Promise((resolve) => writing.addEventListener('aftersave', resolve, { once: true }));
    writing.gMsgCompose.editor.insertText(args[0]);
    writing.goDoCommand('cmd_saveAsDraft');
    await saved;`,
    text,
  );
}

/** What somebody writes in a mail client. */
export interface Written {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same with its emphasis, where that is how it is written. */
  readonly html?: string;
  /** Paths. */
  readonly files?: readonly string[];
}

/** Writes a mail in a window of its own. */
export async function write(thunderbird: Thunderbird, { files = [], ...written }: Written): Promise<void> {
  await thunderbird.run(
    `${around}
    const fields = Cc['@mozilla.org/messengercompose/composefields;1'].createInstance(Ci.nsIMsgCompFields);
    const params = Cc['@mozilla.org/messengercompose/composeparams;1'].createInstance(Ci.nsIMsgComposeParams);
    for (const path of args[1]) {
      const file = Cc['@mozilla.org/messengercompose/attachment;1'].createInstance(Ci.nsIMsgAttachment);
      file.url = Services.io.newFileURI(await IOUtils.getFile(path)).spec;
      fields.addAttachment(file);
    }
    fields.to = args[0].to;
    fields.subject = args[0].subject;
    params.composeFields = fields;
    params.format = args[0].html === undefined ? Ci.nsIMsgCompFormat.PlainText : Ci.nsIMsgCompFormat.HTML;
    params.identity = MailServices.accounts.defaultAccount.defaultIdentity;
    MailServices.compose.OpenComposeWindowWithParams(null, params);`,
    written,
    files,
  );
  await until('the window to write in', () =>
    thunderbird.run<boolean>(`${writing} return (writing?.composeEditorReady && !writing.gWindowLocked) || undefined;`),
  );
  await thunderbird.run(
    `${writing}
    const { editor } = writing.gMsgCompose;
    if (args[0].html === undefined) editor.insertText(args[0].text);
    else editor.QueryInterface(Ci.nsIHTMLEditor).insertHTML(args[0].html);`,
    written,
  );
}

/** Sends what is being written. */
export async function send(thunderbird: Thunderbird): Promise<void> {
  await until('the send button', () =>
    thunderbird.run<boolean>(`${writing}
    if (writing.gWindowLocked || writing.gSendLocked || !writing.defaultController.isCommandEnabled('cmd_sendNow')) return;
    writing.goDoCommand('cmd_sendNow');
    return true;`),
  );
  await until('the letter to be sent', () =>
    thunderbird.run<boolean>(`${writing} return writing === null || undefined;`),
  );
}
