// The language of Zax-type nym servers: subjects, requests with their rules, and replies (nymserv.md).
export { NymservError } from './errors';
export type { NymservErrorCode } from './errors';
export { checkNymName, reservedNames } from './names';
export { checkOptions, findOption, layerOptions, nearestOption, optionNames } from './options';
export type { OptionName, Options } from './options';
export { readConfigBody } from './configBody';
export { readUrlBody, writeConfig, writeCreation, writeUrlRequest } from './requests';
export type { UrlRequest } from './requests';
export { makeHsub, matchesHsub } from './hsub';
export { makeEsub, matchesEsub } from './esub';
export { matchesSubject, openMatcher } from './selectors';
export type { Selector } from './selectors';
export { kindsWithHeader, messageIn, readReply } from './replies';
export type { Receipt, Reply, ReplyKind } from './replies';
export { settledOptions } from './settings';
export type { Settings } from './settings';
export { readRequest, readUrlRequest } from './serverView';
export type { ReadRequest, StoredValue } from './serverView';
