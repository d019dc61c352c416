// Takes mail from mail clients by SMTP (RFC 5321, RFC 6409) and says 250 only when it is on disk for good.

export { openSubmission } from './server';
export type { SubmissionParts } from './parts';
export type { Submission } from './server';
