/** The ways by which something comes back, and which of them prove who speaks. */

const mailSources = ['smtp', 'lmtp', 'imap', 'pop3', 'pipe', 'file'] as const;
const hookSources = ['ses', 'sendgrid', 'mailgun', 'postmark', 'generic'] as const;

export type HookSource = (typeof hookSources)[number];
export type FeedbackSource = (typeof mailSources)[number] | HookSource;

/** Its sender proved who it is by a signature or a secret, so its word on a recipient counts. A mail proves nothing: anybody can write one. */
export function isHook(source: FeedbackSource): source is HookSource {
  return (hookSources as readonly string[]).includes(source);
}
