/**
 * The mailbox provider behind a domain, as its name tells: for segments, and the lane of its mail. The rows are lanes.json, each with the
 * source of its numbers. Who rents mailboxes from Google or Microsoft is found by MX alone, when the settings ask for it.
 */
import { z } from 'zod';
import data from './lanes.json' with { type: 'json' };
import { laneRowSchema } from './lane-row.js';
import { countryForm, createLaneTable, restLane, strangers } from './lane-table.js';

export const builtInLanes = z.array(laneRowSchema).parse(data);
const table = createLaneTable(builtInLanes);

/** Those that a domain alone can tell; `rest` comes last. */
const providers = table.rows.filter(({ domains, lane }) => domains.length > 0 || lane === restLane);
export const lanes: readonly string[] = providers.map(({ lane }) => lane);

/** The lane of a domain (A-labels, lower case). */
export const laneOf = (domain: string): string => {
  const lane = table.laneOf(domain);
  return lanes.includes(lane) ? lane : restLane;
};

/** What `laneOf` knows, for a database: a domain is of the lane when it is one of `domains`, or fits `pattern` and is not one of `except`. For `rest`: of all others. */
export function laneRule(lane: string): { readonly domains: readonly string[]; readonly pattern: string | null; readonly except: readonly string[] } {
  const wanted = providers.filter((provider) => (lane === restLane ? provider.lane !== restLane : provider.lane === lane));
  const names = wanted.flatMap((provider) => provider.names);
  return {
    domains: wanted.flatMap((provider) => [...provider.domains, `${provider.lane}.example`]),
    pattern: names.length === 0 ? null : `^(?:${names.join('|')})${countryForm}`,
    except: strangers,
  };
}

/** Domains many people have a mailbox at, for finding slips of the fingers. */
export const knownDomains: readonly string[] = [
  ...providers.flatMap(({ domains }) => domains),
  ...strangers,
  'outlook.com', 'hotmail.com', 'hotmail.fr', 'hotmail.co.uk', 'live.com', 'yahoo.com', 'yahoo.fr', 'yahoo.co.uk', 'yahoo.de', 'yahoo.co.kr',
  'nate.com', 'hanmir.com', 'korea.com', 'sina.com', 'sohu.com', '139.com', '189.cn', 'aliyun.com',
  'mail.com', 'email.com', 'gmx.de', 'gmx.net', 'gmx.com', 'web.de', 't-online.de', 'free.fr', 'laposte.net', 'sfr.fr', 'libero.it',
  'proton.me', 'protonmail.com', 'pm.me', 'fastmail.com', 'zoho.com', 'yandex.ru', 'mail.ru', 'docomo.ne.jp', 'ezweb.ne.jp', 'softbank.ne.jp',
];
