/** They do not like us, our server or our words; the address is good. English. A hit here never counts against a person. */

import { toRules } from './rule.js';

export const policyRules = toRules([
  // viruses
  ['virusdetected', 'virus|malware|trojan|\\bworm\\b|infected|malicious (?:content|code|file)', '554 5.7.1 The message was rejected because it contains a virus'],
  // our set-up: SPF, DKIM, DMARC, PTR, TLS
  ['authfailure', '(?:spf|dkim|dmarc|domainkeys|sender ?id|sender policy framework)(?![a-z])|unauthenticated {mail}|authentication (?:checks|information|results)', '550 5.7.23 SPF validation failed'],
  ['requireptr', '(?:ptr|rdns|fcrdns)(?![a-z])|reverse[ -]?(?:dns|lookup|hostname|mapping|name|ip|address|resol|pointer)|no (?:valid )?(?:dns )?(?:host ?name|name) (?:for|found)|cannot find your|{us}~(?:does(?: not|n\'t) resolve|cannot be resolved|no name)', '550 5.7.25 The IP address sending this message does not have a PTR record setup'],
  ['requireptr', '(?:fix|check) (?:your )?(?:reverse|dns)|cannot resolve your|could not (?:find|resolve) your (?:host ?name|ip|address)', '450 4.7.1 Client host rejected: fix your DNS'],
  ['failedstarttls', 'starttls|(?:tls|ssl)(?![a-z])|encryption (?:needed|required)|certificate', '530 5.7.0 Must issue a STARTTLS command first'],
  ['blocked', '(?:helo|ehlo)~(?:reject|invalid|not|mismatch|need|forg|bad|denied)', '504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname'],
  // block lists and reputation
  ['blocked', 'spamhaus|spamcop|sorbs|uceprotect|abuseat|abusix|mailspike|senderscore|surbl|uribl|backscatterer|(?:rbls?|dns-?[br]ls?|xbl|sbl|pbl|cbl|zen|css|psbl|dul|kisa)(?![a-z])', '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org'],
  ['blocked', '(?:black|block|deny|reject|bad)[ -]?list|open (?:relay|proxy)|dynamic (?:ip|address|pool|host)|dial-?up|residential ip', '550 5.7.1 your server is in our blacklist'],
  ['badreputation', 'reputation|senderbase', '550 5.7.1 Your email was rejected due to poor reputation of your IP'],
  // rate and number
  ['toomanyconn', 'thread limit exceeded|connection rate|too many (?:concurrent |simultaneous |open |active |smtp |parallel )*(?:connections?|sessions?|recipients)|(?:connections?|sessions?)(?: rate| count)? (?:limit|exceed)|(?:exceed|maximum|max)~(?:connections?|sessions?|recipients)|simultaneous connections', '421 4.7.0 Too many concurrent SMTP connections from your IP'],
  ['speeding', '(?:rate|throttl)[ -]?(?:limit|control)|rate (?:is )?(?:exceeded|too high)|throttl|gr[ae]y[ -]?list|too (?:fast|frequent)|too many {mail}|too much {mail} from|slow(?:er)? down|more slowly|(?:hourly|daily|sending) (?:limit|quota|rate)|frequency|unexpected volume|user complaints|excessive (?:number|rate|volume)|{mail}(?:s)? per (?:hour|minute|day)|deferred due to', '450 4.7.1 You are rate limited'],
  // spam and content
  ['spamdetected', '(?:as|is|be|like|contains?|for|been|suspected|possible|probable|considered|detected|identified|classified|this|no|because of|due to|against|appears?|sending|blocked|your|resembles) (?:\\w{1,12} ){0,2}{spam}|anti-?{spam}|spam ?assassin|cloudmark|bayes', 'Message rejected as spam'],
  ['spamdetected', '{spam} ?(?:{mail}|content|score|detected|filter|refus|reject|found|check|probab|level|signature|suspect|rule|block|control|protection|engine|not|source|hits|like|policy)|\\[spam\\]|spamming|spammer|high probability of', '550 5.7.1 Spam score too high'],
  ['notcompliantrfc', 'rfc ?-?[0-9]{3,4}(?! ?;)|non-?rfc|not (?:rfc )?compliant|bare (?:lf|cr|linefeed)|line (?:length|too long)|(?:missing|multiple|duplicate|no|invalid|bad)(?: an?)?(?: valid)? (?:from|date|message-?id|to|subject|resent-from|sender)(?: header| field|:|-header)', '550 5.7.1 Missing Message-ID header'],
  ['notcompliantrfc', 'header (?:fields? )?missing|smuggling|smtplf\\.html|smtputf8 is required', '550 header fields missing'],
  ['contenterror', '(?:content|attachments?|mime|body|header|subject|url|link|charset|file ?type|file extension|filename)(?:s)?\\W~(?:{refuse}|malformed|invalid|banned|restricted|unacceptable|violation|suspicious|corrupt)', '554 5.7.1 Message content rejected'],
  ['contenterror', '(?:blocked (?:file|attachment|content)|(?:banned|prohibited|illegal|malformed|dangerous|suspicious|unacceptable|forbidden) (?:content|attachment|mime|header|file|body|subject|{mail}))|content (?:filter|restriction|polic|scan)|{refuse}\\w{0,4}~(?:content|attachment|mime(?!cast))|message filtered|header error', 'Banned attachment found'],
  // relaying (RFC 5321 3.6.2)
  ['norelaying', 'relay(?:ing)?\\W~(?:den|not|prohibit|disallow|reject|access|refus|forbid|restrict|disabled|fail|unauthori)|(?:den(?:y|ied)|no|not|unable to|cannot|can\'?t|don\'?t|won\'?t|refus\\w{0,3}|reject\\w{0,2}|prohibit\\w{0,3}|unauthori[sz]ed|third[ -]party|attempted|insecure)(?: to| an?| open| mail| permitted to| allowed to| authori[sz]ed to| allow| permit)* relay', '554 5.7.1 <a@example.com>: Relay access denied'],
  ['norelaying', 'rcpthosts|not (?:a |one of (?:my|our) )?(?:local(?:ly hosted)?|hosted|my|our|gateway) (?:domain|gateway|host)|we are not (?:a|an|the) (?:mx|mail|relay)|not handled (?:here|by this)|not the mail exchanger|{host} (?:is )?not (?:hosted|handled|served|local)|mail to \\S{1,80} not accepted', "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"],
  ['norelaying', 'pop before smtp|check mail before sending', 'You must check mail before sending'],
  // the reader himself, by a setting of his
  ['filtered', '{user}(?: \\S{1,80})? (?:has (?:blocked|refused|rejected|filtered)|(?:does not|doesn\'t|did not) (?:want|wish))', 'The recipient a@example.com has blocked messages from news@example.com'],
  // the sender's address
  ['rejected', '(?:sender|from|mail from|return.?path|originator|reverse.?path|envelope)(?: address| domain| e-?mail)?(?:\\W{1,4}| is | was | does | has been )(?:\\S{1,80} )?(?:is |was |does |has been )?(?:{refuse}|not (?:found|exist|valid|verif|known|welcome|authori|recogni)|invalid|unknown|unverif|verif|unresolvable|bad|restricted|forged|spoof|denied)', '553 Sender <a@example.com> is not valid'],
  ['rejected', '(?:{refuse}\\w{0,3}|unverif\\w{0,4}|invalid|unknown|bad|bogus|spoofed|forged|fake|null|empty|verify|unauthori[sz]ed|unresolvable|restricted|banned)(?: by| this| the| your| mail| messages?| e-?mail| for| from){0,3} (?:sender|originator|mail from|from (?:address|domain)|return.?path|reverse.?path|<>)', '550 Cannot verify sender'],
  ['rejected', "(?:do(?:es)?|is|are|will)(?: not|n't) (?:want|wish|accept|accepting|allow)\\w{0,3} (?:\\w{1,12} ){0,3}{mail} from|{mail} from (?:\\S{1,80} |this |that |your ){0,3}(?:{be} |not |will be |cannot be |can't be ){1,2}(?:{refuse}|accept|allow|welcome|permit|deliver)|sender (?:callback|callout|verif)|callout", 'The owner does not wish to receive mail from you'],
  // our address or host
  ['blocked', '{us}(?! {mail})(?: \\S{1,80}| address| name){0,2} ?(?:(?:{be}|not|temporarily|currently|permanently|:|,) ?)?(?:\\w{1,12} ){0,2}(?:block|ban|reject|refus|den(?:y|ied)|barred|listed|filter|prohibit|forbid|not (?:allow|permit|authori|welcome|accept))', '554 5.7.1 Client host is currently blocked from sending'],
  ['blocked', '(?:block|ban|refus|reject|den(?:y|ied)|filter)\\w{0,4} (?:\\w{1,12} ){0,3}(?:your |the )?(?:ip|client|host|connection|network|isp|subnet|address range|for abuse)(?![a-z])', 'We rejected the connection'],
  ['blocked', 'access (?:to this (?:mail )?(?:server|system|service) )?(?:{be} )?(?:denied|blocked|refused|forbidden)|connection (?:rejected|denied|not (?:allowed|accepted|permitted)|dropped by)|block(?:ed|ing) (?:using|by|due to)|go away|de-?list|request removal|unblock', '554 Access denied'],
  ['blocked', "your (?:ip|host|host ?name|server|client|domain|mail ?server|network|system|site)~(?:not|n't|unknown|invalid|missing)", '550 your domain is not registered with us'],
  ['blocked', 'ofr_[0-9]{3}', '550 5.7.1 Service refuse. OFR_506 [506]'], // Orange's own numbers
  ['blocked', '(?:external|remote|smtp) client with ip address', 'External client with IP address 192.0.2.1 does not have permissions to submit to this server'],
  // policy in general, and closed groups
  ['policyviolation', '(?:for|due to|because of|against|violat\\w{1,4}|by|our|local|site|security|administrative|company|corporate|domain|mail|message|breaks|recipient) (?:\\w{1,12} ){0,2}polic(?:y|ies)|violat(?:es|ed|ion|ing)|administrative (?:prohibition|reason|lock)|terms of (?:service|use)|legal reasons|(?:use|access) is prohibited|policy (?:rejection|violation|reasons?|restriction|block|control)', '550 5.7.1 Message rejected for policy reasons'],
  ['securityerror', "requires? (?:smtp )?authentication|not (?:authori[sz]ed|permitted|allowed|privileged) to (?:send|post|submit|deliver|use|mail|access)|{is not} (?:have )?(?:authori[sz]ed|permi(?:tted|ssion)|allowed)|(?:authentication|authori[sz]ation|login|smtp auth|credentials?)~(?:require|fail|need|invalid|incorrect|denied|unsuccess)|must (?:authenticate|log ?in)|delivery not authori[sz]ed", '550 5.7.1 Submission needs permission: not permitted to post here'],
  ['securityerror', '(?:only|just) (?:accepts?|authenticated|authori[sz]ed|members|internal|allow)|members.only|not a member|non-?members?|moderated|closed (?:mailing )?list|insufficient (?:rights|permission|privilege)', 'The list is members only'],
]);
