/**
 * Messages of Amazon SNS (docs.aws.amazon.com, "Verifying the signatures of Amazon SNS messages"). A message may name where its certificate
 * is; so topic, region, host and path are pinned before anything is fetched. Pure: fetching is left to the edge.
 */
import type { X509Certificate } from 'node:crypto';
import { isCurrent } from './certificate-chain.js';
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
  const version = textOf(body['SignatureVersion']);
  const algorithm = Object.hasOwn(algorithms, version) ? algorithms[version] : undefined;
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

/** `certificate`: one that a trusted root stands above. */
export function proveSns(message: SnsMessage, certificate: X509Certificate, now: Date): Proof {
  if (!namesOf(message.topicArn).some((name) => certificate.checkHost(name, { wildcards: false }) !== undefined)) return refused('the certificate is not that of SNS in this region');
  if (!isCurrent(certificate, now)) return refused('the certificate has ended');
  return verifies(message.algorithm, Buffer.from(message.signed), certificate.publicKey, message.signature) ? { isProved: true, identity: message.messageId } : refused('the signature does not fit');
}

/** The names SNS signs in, as AWS's own SDK for Java expects them (SnsHostProvider): regions that one opts in to have one each. */
function namesOf(topicArn: string): readonly string[] {
  const { partition, region } = placeOf(topicArn) ?? { partition: '', region: '' };
  if (partition === 'aws-cn') return [`sns-${region}.amazonaws.com.cn`];
  if (partition === 'aws-us-gov') return ['sns-us-gov-west-1.amazonaws.com'];
  return ['sns.amazonaws.com', `sns-signing.${region}.amazonaws.com`];
}

/** Where a subscription is confirmed: at the same host and nowhere else. */
export function isConfirmUrl(message: SnsMessage): boolean {
  const host = hostOf(message.topicArn);
  return host !== undefined && isPinned(message.subscribeUrl, host, /^\/$/) && new URL(message.subscribeUrl).searchParams.get('Action') === 'ConfirmSubscription';
}

/** `arn:aws:sns:eu-west-1:123456789012:bounces` -> the only host its messages may name. */
function hostOf(topicArn: string): string | undefined {
  const place = placeOf(topicArn);
  return place && `sns.${place.region}.amazonaws.com${place.partition === 'aws-cn' ? '.cn' : ''}`;
}

function placeOf(topicArn: string): { partition: string; region: string } | undefined {
  const [, partition, region] = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:[A-Za-z0-9_.-]{1,256}$/.exec(topicArn) ?? [];
  return partition === undefined || region === undefined ? undefined : { partition, region };
}

function isPinned(text: string, host: string, path: RegExp): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' && url.host === host && url.username === '' && url.password === '' && path.test(url.pathname);
}
