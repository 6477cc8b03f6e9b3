/**
 * What a mailbox provider takes from somebody it does not know well: careful defaults for a relay of your own that hands the mails on as
 * fast as it gets them (deliverability B4: KumoMTA's shaping, half of it for a self-hosted sender; QQ and NetEase by 20 a minute).
 * A relay that is a service shapes by itself: `laneLimits: off`.
 */
import type { Limits } from './limits.js';

export const carefulLimits: Readonly<Record<string, Limits>> = {
  gmail: { second: 20 },
  outlook: { second: 10 },
  yahoo: { second: 10 },
  icloud: { second: 5 },
  naver: { second: 5 },
  kakao: { second: 5 },
  qq: { minute: 20 },
  netease: { minute: 20 },
  comcast: { second: 10 },
  orange: { second: 3 },
  mimecast: { second: 5 },
  // Thousands of servers, each of which gets a few.
  rest: {},
};
