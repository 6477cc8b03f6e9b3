/** Amazon SNS at the door: certificates fetched once and remembered, subscriptions to listed topics confirmed, all other proved or refused. */
import type { Log } from '../../log.js';
import { findSnsFault, isConfirmUrl, parseSns, proveSns, type SnsMessage } from '../../feedback/hooks/sns.js';
import { refused, type Proof } from '../../feedback/hooks/verify.js';

export type SnsDesk = { /** Throws when SNS cannot be asked. */ read(raw: Uint8Array): Promise<Proof | 'confirmed'> };

export type SnsParts = {
  readonly settings: { readonly sesTopics: readonly string[] };
  readonly log: Log;
  now(): Date;
  fetchText(url: string): Promise<string>;
};

/** SNS changes its certificate about once a year, and each region has its own. */
const maxCertificates = 20;

export function createSnsDesk(parts: SnsParts): SnsDesk {
  const certificates = new Map<string, string>();
  return {
    async read(raw) {
      const message = parseSns(raw);
      if (message === undefined) return refused('no message of SNS');
      const fault = findSnsFault(message, parts.settings.sesTopics, parts.now());
      if (fault !== undefined) return refused(fault);
      const certificate = certificates.get(message.certificateUrl) ?? (await parts.fetchText(message.certificateUrl));
      const proof = proveSns(message, certificate, parts.now());
      if (!proof.isProved) return proof;
      if (certificates.size >= maxCertificates) certificates.clear();
      certificates.set(message.certificateUrl, certificate);
      return message.type === 'Notification' ? proof : confirm(parts, message);
    },
  };
}

/** An UnsubscribeConfirmation offers to subscribe again: somebody took us off on purpose, so that is only told. */
async function confirm(parts: SnsParts, message: SnsMessage): Promise<Proof | 'confirmed'> {
  if (message.type === 'UnsubscribeConfirmation') {
    parts.log.warn('a topic of SNS does not tell us any more', { topic: message.topicArn });
    return 'confirmed';
  }
  if (!isConfirmUrl(message)) return refused('the subscription is not confirmed at the host of its topic');
  await parts.fetchText(message.subscribeUrl);
  parts.log.info('subscribed to a topic of SNS', { topic: message.topicArn });
  return 'confirmed';
}
