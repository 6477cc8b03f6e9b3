/**
 * Messages of Amazon SNS (docs.aws.amazon.com, "Verifying the signatures of Amazon SNS messages"). A message may name where its certificate
 * is; so topic, region, host and path are pinned before anything is fetched. Pure: fetching is left to the edge.
 */
import { X509Certificate } from 'node:crypto';
import { fieldsOf, textOf } from './hook-event.js';
import { parseBody } from './read-hook.js';
import { refused, verifies, type Proof } from './verify.js';

export type SnsMessage = {
  readonly type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly messageId: string;
  readonly topicArn: string;
  readonly certificateUrl: string;
  readonly subscribeUrl: string;
  readonly timestamp: string;
  readonly signature: Buffer;
  readonly algorithm: 'sha1' | 'sha256';
  readonly signed: string;
};

const signedKeys = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

const algorithms: Readonly<Record<string, 'sha1' | 'sha256'>> = { '1': 'sha1', '2': 'sha256' };

/** Undefined: no message of SNS. */
export function parseSns(raw: Uint8Array): SnsMessage | undefined {
  const body = fieldsOf(parseBody(raw));
  const type = textOf(body['Type']);
  const algorithm = algorithms[textOf(body['SignatureVersion'])];
  if (!Object.hasOwn(signedKeys, type) || algorithm === undefined) return undefined;
  const known = type as SnsMessage['type'];
  // Whole: what is signed must not be cut. Subject is signed only where there is one.
  const lines = signedKeys[known].flatMap((key) => (typeof body[key] === 'string' ? [`${key}\n${body[key]}\n`] : []));
  return {
    type: known, messageId: textOf(body['MessageId']), topicArn: textOf(body['TopicArn']), certificateUrl: textOf(body['SigningCertURL']), subscribeUrl: textOf(body['SubscribeURL']),
    timestamp: textOf(body['Timestamp']), signature: Buffer.from(textOf(body['Signature']), 'base64'), algorithm, signed: lines.join(''),
  };
}

/** SNS tries for an hour; a day leaves room for a clock that is wrong. What is older than that was kept before, or is a replay. */
const windowMs = 24 * 3_600_000;

/** Why it is not looked at any further; undefined when it may be. Before anything is fetched. */
export function findSnsFault(message: SnsMessage, topics: readonly string[], now: Date): string | undefined {
  const host = hostOf(message.topicArn);
  if (host === undefined || !topics.includes(message.topicArn)) return 'the topic is not in sesTopics';
  if (!isPinned(message.certificateUrl, host, /^\/SimpleNotificationService-[0-9a-f]{8,64}\.pem$/)) return `the certificate is not at ${host}`;
  const age = Math.abs(now.getTime() - Date.parse(message.timestamp));
  if (!(age <= windowMs) || message.messageId === '') return 'the timestamp is not of this day';
  return undefined;
}

export function proveSns(message: SnsMessage, certificate: string, now: Date): Proof {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    return refused('the certificate is none');
  }
  const host = hostOf(message.topicArn) ?? '';
  if (!isIssuedForAmazon(parsed, message.topicArn)) return refused('the certificate is not issued by the authority of Amazon');
  if (parsed.checkHost('sns.amazonaws.com') === undefined && parsed.checkHost(host) === undefined) return refused('the certificate is not that of SNS');
  if (now < new Date(parsed.validFrom) || now > new Date(parsed.validTo)) return refused('the certificate has ended');
  return verifies(message.algorithm, Buffer.from(message.signed), parsed.publicKey, message.signature) ? { isProved: true, identity: message.messageId } : refused('the signature does not fit');
}

/**
 * The file holds the leaf alone, so that no chain can be built to a root: its name and its issuer are held against what Amazon uses, and
 * TLS vouched for where it came from. In China authorities other than Amazon's own sign too (by assumption: no such certificate was seen).
 */
const issuers: Readonly<Record<string, RegExp>> = { 'aws': /^O=Amazon$/m, 'aws-us-gov': /^O=Amazon$/m, 'aws-cn': /^O=(?:Amazon|DigiCert.*)$/m };

function isIssuedForAmazon(certificate: X509Certificate, topicArn: string): boolean {
  const isSelfSigned = certificate.issuer === certificate.subject;
  return !isSelfSigned && !certificate.ca && issuers[topicArn.split(':')[1] ?? '']?.test(certificate.issuer) === true;
}

/** Where a subscription is confirmed: at the same host and nowhere else. */
export function isConfirmUrl(message: SnsMessage): boolean {
  const host = hostOf(message.topicArn);
  return host !== undefined && isPinned(message.subscribeUrl, host, /^\/$/) && new URL(message.subscribeUrl).searchParams.get('Action') === 'ConfirmSubscription';
}

/** `arn:aws:sns:eu-west-1:123456789012:bounces` -> the only host its messages may name. */
function hostOf(topicArn: string): string | undefined {
  const [, partition, region] = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:[A-Za-z0-9_.-]{1,256}$/.exec(topicArn) ?? [];
  return region === undefined ? undefined : `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

function isPinned(text: string, host: string, path: RegExp): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' && url.host === host && url.username === '' && url.password === '' && path.test(url.pathname);
}
