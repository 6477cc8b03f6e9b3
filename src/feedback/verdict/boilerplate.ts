/** What bounces say whatever happened. Data. */

/** Words that every bounce says; they carry no reason and would look like one. */
export const boilerplate: readonly RegExp[] = [
  /this is a permanent error; ?(?:i'?ve|i have) given up\.? ?(?:sorry it didn'?t work out\.?)?/g,
  /this is (?:the|a) permanent (?:failure|error)[^\n]{0,40}/g,
  /(?:this is|it is) a (?:temporary|warning)[^\n]{0,60}you do not need to resend[^\n]{0,80}/g,
  /if you (?:do so|feel|think|believe|have|need|want|are)(?:[^\n.]|\.(?!\s)){0,200}/g,
  /for (?:further|more) (?:assistance|help|information|details)(?:[^\n.]|\.(?!\s)){0,200}/g,
  /(?<![a-z]|trying to )(?:please )?(?:contact|reply to|send mail to|check (?:the|your)|include this problem report|direct further|call|consult)(?![a-z])(?:[^\n.]|\.(?!\s)){0,200}/g,
  /you (?:can|may) delete[^\n]{0,120}/g,
  /(?:i'?m|we are|i am) (?:sorry|afraid)[^\n]{0,60}(?:inform you that|i wasn'?t able)/g,
  /this (?:message|report|mail|e-?mail) (?:was|is|has been) (?:created|generated|an auto|automatically)[^\n]{0,120}/g,
  /(?:the )?original message was received at[^\n]{0,120}/g,
  /(?:delivery )?status notification \(?(?:failure|delay)\)?/g,
  /(?:permanent|fatal) (?:fatal )?errors?/g,
  /mail delivery (?:sub)?system/g,
  /(?:delivery )?(?:to )?(?:the )?following (?:e-?mail )?(?:recipient|address)(?:e?s|\(e?s\))?\W{0,3}(?:has |have |had )?(?:fail(?:ed|ures?)?(?: permanently)?|(?:permanent|fatal) \w+|did not receive your message)?/g,
  /(?:your message )?did not reach/g,
  /remote (?:smtp )?(?:server|host) (?:returned|said|replied|answered)/g,
  /google tried to deliver your message[^\n]{0,300}?returned was:/g,
  /reporting-mta[^\n]{0,120}/g,
  /^[ \t>]{0,9}(?:action|status|remote-mta|arrival-date|last-attempt-date|(?:final|original)-recipient)[ \t]{0,9}:[^\n]{0,300}/gm,
  /diagnostic-code[ \t]{0,9}:[ \t]{0,9}(?:[\w-]{1,20};)?/g,
  /^ {0,6}(?:to|cc|from|subject|sent|date|message-id):[^\n]{0,300}/gm,
];
