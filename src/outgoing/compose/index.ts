// Makes letters and requests, as the nym server wants them, out of what a mail client submitted, and seals them.

export { receivedIds } from './ancestors';
export { authorOf, compose } from './compose';
export type { Composed } from './compose';
export { fileMail } from './filed';
export { tellUncleaned } from './files';
export type { Deps, Letters } from './letters';
export { layerInForce, putIntoLayer } from './layer';
export { checkRecipient } from './recipients';
export { redated } from './redate';
export { subjectIn, writeReport } from './report';
export type { FailedLetter } from './report';
export { configRequest, creationRequest, pageRequest, requestAgain } from './requests';
export type { PageWishes, Request, Wishes } from './requests';
export { sealPayload, wrapSealed } from './seal';
export { poolWait } from './stamp';
export { standingOf } from './standing';
export { writeTold } from './told';
export type { Told } from './told';
export type { Nym, Nyms, RequestKind } from '../../nym';
