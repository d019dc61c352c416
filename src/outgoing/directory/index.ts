// What is known of the remailers: their keys and how they do, from several sources that must not contradict each other.
export type { Agreed, Dispute, TooFew } from './agree';
export { fetchSource } from './fetch';
export type { FetchParts } from './fetch';
export { forgetImport, importFile } from './import';
export type { Imported } from './import';
export { fetchedSources, keepFresh } from './keep';
export type { KeepParts } from './keep';
export { knowing, knowMixmaster, knowYamn, usableNow } from './know';
export type { DirectoryParts, Knowledge, KnowParts, SourceState } from './know';
export { remailersSchema } from './settings';
export type { RemailersSettings } from './settings';
export { formats } from './sources';
export type { Format, Source, What } from './sources';
export { describePings, describeRemailers, describeSources } from './describe';
export type { PingLine, RemailerLine, SourceLine } from './describe';
