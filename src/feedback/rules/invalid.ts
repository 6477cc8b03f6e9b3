/** This address, or its domain, is not there. English. The only rules that suppress an address: keep them explicit. */

import { toRules } from './rule.js';

export const invalidRules = toRules([
  // takes no mail at all (RFC 7505)
  ['notaccept', 'null ?-?mx|indicated no smtp service|{host} (?:\\S{1,80} )?(?:does|do|did|will)(?: not|n\'t) (?:accept|receive|handle) (?:any )?{mail}(?! from)|no {mail} (?:is )?accepted (?:here|on|at|by)', '556 5.1.10 Recipient address has null MX'],
  // a loop: the user that is unknown at its end was known at its beginning
  ['mailererror', 'loop broken|aliases deep|aliasing\\/forwarding', '554 aliasing/forwarding loop broken (11 aliases deep; 10 max)'],
  // moved
  ['hasmoved', '(?:{user}|domain)(?: \\S{1,60})? (?:has |have )?(?:been )?(?:moved|changed|replaced|relocated)|(?:has|have) (?:moved|changed) (?:to|his|her|their|its|e-?mail|address)|new (?:e-?mail )?address is|user not local; please try|please use (?:my|the|our|this) new', '551 user has moved to other@example.net'],
  // the domain; "try again" means that DNS did not answer, which is no proof
  ['networkerror', '(?:host|domain|name)~not found,? try again', 'Name service error for domain example.com: Host not found, try again'],
  ['hostunknown', '{host}(?: name)?(?: of)?(?: \\S{1,80})? (?:{is not}|not|could not|cannot) ?(?:be )?(?:found|exist|known|resolv|valid|registered|locat)', 'Host or domain name not found. Name service error'],
  ['hostunknown', '(?:unknown|no such|invalid|non-?exist(?:ent|ing)?|bad|illegal|unrecogni[sz]ed|unresolvable|unrout(?:e)?able|undeliverable|unregistered|expired) (?:mail |recipient |destination |internet )?{host}(?![a-z])|{host}(?: name)?(?: is|:)? ?(?:unknown|invalid|expired|unregistered|unresolvable)', '550 5.1.2 Host unknown (Name server: example.invalid)'],
  ['hostunknown', "(?:couldn'?t|could not|can'?t|cannot|unable to|failed to|not) (?:find|resolve|look ?up|locate) ~(?:host|domain|mx|mail exchange|a record|dns)", "Sorry, I couldn't find any host named example.invalid. (#5.1.2)"],
  ['hostunknown', 'nxdomain|no (?:valid )?(?:mx|a|dns|mail exchanger?|mx or a|mx or address)(?: or a| or aaaa)? (?:records?|resource|host|entry|found)|mx (?:lookup|records?)~(?:fail|not found|invalid|empty|non-?exist|point)|all relevant mx records|domain has no mail|no mail (?:server|host|exchanger)s? (?:for|found|available)|dns (?:lookup )?(?:name )?(?:error|domain).{0,4}(?:not found|no such|non-?exist)|dns domain', 'DNS error: DNS type mx lookup of example.invalid responded with code NXDOMAIN'],
  // left for good: stronger than "disabled"
  ['userunknown', '{user}(?: \\S{1,60})?\\W{1,3}(?:has been |have been |was |is |been )?(?:permanently )?(?:deleted|removed|closed|cancel+ed|purged|decommissioned|retired|abandoned)', 'This mailbox has been deleted'],
  ['userunknown', 'no longer (?:exists?|valid|in use|here|works?|employed|with (?:us|the|our|this)|an? (?:valid|employee|customer|user|member)|on (?:this|our|the|server)|at (?:this|our)|in (?:the|our)|has|have|used|part|associated)|left (?:the|our|this) (?:company|organi[sz]ation|firm)|(?:deleted|closed|cancel+ed|removed) {user}', 'The person is no longer employed here'],
  // no such person
  ['userunknown', "(?:no such|unknown|non-?exist(?:ent|ing|ant)|invalid|illegal|undefined|unrecogni[sz]ed|not a (?:valid|known)|incorrect|unregistered|wrong|no|bad|non[- ]local|missing|nonlocal)(?: or (?:\\w{1,12}))?(?: local| virtual| destination| final delivery| e-?mail| smtp| recipient| delivery| mail| target| internet| system| domino){0,3} (?:{user}|user|name|person)(?![a-z])", '550 5.1.1 No such user here'],
  ['userunknown', "{user}(?:name)?\\W{0,4}(?:\\S{1,100} ){0,4}?(?:{is not}|doesn'?t|doesnt|not|never|cannot be|could not be) ?(?:be |been |a |an |have |have an |our |currently |even |in )?(?:valid|exist|found|known|recogni[sz]|listed|registered|here|present|located|local|identified|defined|match|our |a (?:valid|known|local)|verif|{user}|subscribed|live here|work here|in (?:our|the|my|this) (?:system|list|directory|database))", '550 5.1.1 The recipient address does not exist'],
  ['userunknown', '{user}(?: address| name)?\\W{1,4}(?:\\S{1,100} ){0,3}?(?:{be} )?(?:an )?(?:unknown|invalid|incorrect|unrecogni[sz]ed|nonexist|non-exist|undefined|unroutable|unrouteable)', '550 5.1.1 <a@example.com>... User unknown'],
  ['userunknown', '(?:no|there is no|there is not any|not)(?: such| valid)? (?:mail ?box|account|user|one|person|recipient|match|entry|body|mailstore|inbox|mail ?drop)(?:es|s)? (?:\\S{1,60} )?(?:here|by (?:that|this)|with (?:that|this)|named?|found|exists?|for|of that|called|on|at|in|to)|nobody (?:here )?(?:by|with|of) (?:that|this)|no matches to|did not~match (?:an?|any)|(?:is )?not (?:our|a) (?:customer|subscriber|user)', 'Sorry, nobody here by that name. (#5.1.1)'],
  ['userunknown', 'does not have a final|no final delivery', 'Does not have a final email delivery point'],
  ['userunknown', '55[0-9][ -](?:5[.0-9]{4} )?unrout(?:e)?able address', '550 Unrouteable address'],
  ['hostunknown', 'unrout(?:e)?able address', 'Unrouteable address'], // Exim of its own domain lookup; as a reply it speaks of the user
  ['userunknown', "undeliverable address|address (?:unknown|not (?:found|exist))|unknown (?:recipient|user|addressee|local|address)|(?:unable|failed|could not|couldn't|cannot|can't) to? ?(?:find|verify|locate|identify|recogni[sz]e) (?:the |a |this |that )?(?:\\w{1,12} )?{user}", '550 undeliverable address'],
  ['userunknown', "not (?:listed|found) in (?:the |our )?(?:public|global|name|directory|address|user|recipient|database|ldap|table)|user not in directory|(?:in|from) (?:the )?(?:virtual|local|relay) (?:mailbox |alias |recipient )?(?:table|map)|not in (?:my|our|the) (?:user )?(?:list|database|directory|recipient)|rcpt_unknown|user_unknown|unknown_user|recipient_unknown|vrfy fail|#5[.0-9]{4} smtp; ?550 5\\.1\\.1|(?:name|user|recipient) (?:\\S{1,60} )?(?:is )?not recogni[sz]ed", '550 a@example.com not found in directory'],
  ['userunknown', "doesn'?t have an? (?:\\S{1,40} )?account|does(?: not|n't) exist|is not (?:a )?known|is unknown|not exist(?![a-z])|@\\S{1,80} (?:was |is |could )?(?:not|n't) (?:be )?(?:found|valid|known)|has no (?:such )?(?:mail ?box|user|account)", 'a@example.com does not exist'],
]);
