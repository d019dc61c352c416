// Which reader and which handler make up each command.
import { append } from '../command/append';
import { authenticate } from '../command/authenticate';
import { cancelUpdate } from '../command/cancelUpdate';
import { compress } from '../command/compress';
import { copy } from '../command/copy';
import { create } from '../command/create';
import { enable } from '../command/enable';
import { expunge, uidExpunge } from '../command/expunge';
import { fetch } from '../command/fetch';
import { bare } from '../command/form';
import type { CommandForm } from '../command/form';
import { id } from '../command/id';
import { list, lsub } from '../command/list';
import { login } from '../command/login';
import { getMetadata, setMetadata } from '../command/metadata';
import { notify } from '../command/notify';
import { oneMailbox } from '../command/oneMailbox';
import { getQuota } from '../command/quota';
import { rename } from '../command/rename';
import { search } from '../command/search';
import { select } from '../command/select';
import { sort } from '../command/sort';
import { status } from '../command/status';
import { store } from '../command/store';
import { thread } from '../command/thread';
import type { Cursor } from '../wire/cursor';
import { handleAppend } from './handle/append';
import { handleCancelUpdate } from './handle/cancelUpdate';
import { handleCompress } from './handle/compress';
import {
  handleCapability,
  handleEnable,
  handleId,
  handleLogout,
  handleNamespace,
  handleNoop,
  handleStartTls,
} from './handle/connection';
import { handleCopy, handleMove } from './handle/copy';
import { handleExpunge } from './handle/expunge';
import { handleFetch } from './handle/fetch';
import { handleIdle } from './handle/idle';
import { handleList, handleLsub, handleStatus } from './handle/list';
import { handleAuthenticate, handleLogin } from './handle/login';
import { handleCreate, handleDelete, handleRename, handleSubscribe, handleUnsubscribe } from './handle/mailboxes';
import { handleGetMetadata, handleSetMetadata } from './handle/metadata';
import { handleGetQuota, handleGetQuotaRoot } from './handle/quota';
import { handleNotify } from './handle/notify';
import { handleSearch } from './handle/search';
import { handleClose, handleSelect, handleUnselect } from './handle/select';
import { handleSort } from './handle/sort';
import { handleStore } from './handle/store';
import { handleThread } from './handle/thread';
import type { Reply } from './reply';
import type { Session } from './session';
import type { CommandName } from './states';

/** A command that has been read and can be carried out. */
export interface Prepared {
  /** Its redacted form, for the log. */
  readonly shown: string;
  /** Whether sequence numbers in it must hold until it is done, though its name says otherwise. */
  readonly numbered: boolean;
  readonly run: (session: Session) => Promise<Reply>;
}

/** Reads the rest of a command. */
export type Verb = (c: Cursor) => Prepared;

function verb<Command>(
  form: CommandForm<Command>,
  handle: (session: Session, command: Command) => Promise<Reply>,
): Verb {
  return (c) => {
    const command = form.read(c);
    // some clients end their lines with blanks
    while (c.take(' '));
    c.expectEnd();
    const numbered = form.numbered?.(command) ?? false;
    return { shown: form.show(command), numbered, run: (session) => handle(session, command) };
  };
}

export const verbs: Record<CommandName, Verb> = {
  CAPABILITY: verb(bare('CAPABILITY'), handleCapability),
  NOOP: verb(bare('NOOP'), handleNoop),
  LOGOUT: verb(bare('LOGOUT'), handleLogout),
  ID: verb(id, handleId),
  STARTTLS: verb(bare('STARTTLS'), handleStartTls),
  LOGIN: verb(login, handleLogin),
  AUTHENTICATE: verb(authenticate, handleAuthenticate),
  ENABLE: verb(enable, handleEnable),
  COMPRESS: verb(compress, handleCompress),
  SELECT: verb(select(false), handleSelect),
  EXAMINE: verb(select(true), handleSelect),
  CREATE: verb(create, handleCreate),
  DELETE: verb(oneMailbox('DELETE'), handleDelete),
  RENAME: verb(rename, handleRename),
  SUBSCRIBE: verb(oneMailbox('SUBSCRIBE'), handleSubscribe),
  UNSUBSCRIBE: verb(oneMailbox('UNSUBSCRIBE'), handleUnsubscribe),
  LIST: verb(list, handleList),
  LSUB: verb(lsub, handleLsub),
  NAMESPACE: verb(bare('NAMESPACE'), handleNamespace),
  NOTIFY: verb(notify, handleNotify),
  STATUS: verb(status, handleStatus),
  GETQUOTA: verb(getQuota, handleGetQuota),
  GETQUOTAROOT: verb(oneMailbox('GETQUOTAROOT'), handleGetQuotaRoot),
  GETMETADATA: verb(getMetadata, handleGetMetadata),
  SETMETADATA: verb(setMetadata, handleSetMetadata),
  APPEND: verb(append, handleAppend),
  IDLE: verb(bare('IDLE'), handleIdle),
  CHECK: verb(bare('CHECK'), handleNoop),
  CLOSE: verb(bare('CLOSE'), handleClose),
  UNSELECT: verb(bare('UNSELECT'), handleUnselect),
  EXPUNGE: verb(expunge, handleExpunge),
  CANCELUPDATE: verb(cancelUpdate, handleCancelUpdate),
  SEARCH: verb(search(false), handleSearch),
  SORT: verb(sort(false), handleSort),
  THREAD: verb(thread(false), handleThread),
  FETCH: verb(fetch(false), handleFetch),
  STORE: verb(store(false), handleStore),
  COPY: verb(copy('COPY', false), handleCopy),
  MOVE: verb(copy('MOVE', false), handleMove),
  'UID EXPUNGE': verb(uidExpunge, handleExpunge),
  'UID SEARCH': verb(search(true), handleSearch),
  'UID SORT': verb(sort(true), handleSort),
  'UID THREAD': verb(thread(true), handleThread),
  'UID FETCH': verb(fetch(true), handleFetch),
  'UID STORE': verb(store(true), handleStore),
  'UID COPY': verb(copy('COPY', true), handleCopy),
  'UID MOVE': verb(copy('MOVE', true), handleMove),
};
