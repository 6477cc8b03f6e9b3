/** A row of the table of lanes: what comes along (lanes.json) and what an owner writes in his settings pass the same schema. */
import { z } from 'zod';

const domain = z.string().regex(/^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/, 'must be a domain in lower case');
const perWindow = z.number().positive().max(1_000_000_000).optional();

const parts = {
  /** Exactly these domains. */
  domains: z.array(domain),
  /** `hotmail` stands for hotmail.com, hotmail.co.uk, hotmail.fr and so on. */
  names: z.array(z.string().regex(/^[a-z0-9-]+$/)),
  /** Domains of mail servers (MX), with what lies below them: `mimecast.com` is also eu-smtp-inbound-1.mimecast.com. */
  servers: z.array(domain),
  limits: z.strictObject({ second: perWindow, minute: perWindow, hour: perWindow, day: z.number().int().positive().optional() }),
  /** Mails under way to it at once, of all processes together; null: as many as the relay has connections. */
  connections: z.number().int().min(1).max(1000).nullable(),
  /** Where the numbers are from. */
  source: z.string().min(1),
};

const lane = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be letters a-z, digits and hyphens');

export const laneRowSchema = z.strictObject({ lane, ...parts, names: parts.names.default([]), servers: parts.servers.default([]) });
export type LaneRow = z.output<typeof laneRowSchema>;

/** Of a lane that is there already only what is given changes; another name makes a lane of one's own. */
export const ownLaneSchema = z.strictObject({ lane, ...parts }).partial().required({ lane: true });
export type OwnLane = z.output<typeof ownLaneSchema>;
