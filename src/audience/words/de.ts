/** German. */
import type { Words } from './words.js';

export const de: Words = {
  leaveTitle: 'Abbestellen?', leaveText: 'Sie bekommen diesen Newsletter dann nicht mehr. Es gilt sofort.', leaveButton: 'Abbestellen', leaveAllButton: 'Alle unsere Newsletter abbestellen',
  pauseText: 'Oder machen Sie eine Pause. Danach geht es von selbst weiter.', pauseButton: '{n} Tage Pause',
  leftTitle: 'Sie sind abgemeldet', leftText: 'Sie bekommen diesen Newsletter nicht mehr. Eine E-Mail, die schon unterwegs war, kann noch ankommen.',
  leftAllTitle: 'Sie sind von allem abgemeldet', leftAllText: 'Sie bekommen keinen unserer Newsletter mehr. Eine E-Mail, die schon unterwegs war, kann noch ankommen.',
  pausedTitle: 'Ihr Abonnement pausiert', pausedText: 'Bis zum {date} bekommen Sie nichts. Danach geht es von selbst weiter.', undoButton: 'Rückgängig machen', undoneTitle: 'Sie sind wieder angemeldet', undoneText: 'Alles ist wie zuvor.',
  notOnTitle: 'Sie sind nicht angemeldet', notOnText: 'Sie bekommen diesen Newsletter nicht.',
  badLinkTitle: 'Dieser Link funktioniert nicht', badLinkText: 'Er ist vielleicht unvollständig oder zu alt. Öffnen Sie ihn bitte noch einmal aus der E-Mail, oder antworten Sie auf den Newsletter und bitten Sie um Abmeldung.',
  linkTitle: 'Ihre Einstellungen', linkText: 'Wir schicken an Ihre Adresse einen Link zu Ihren Einstellungen: Sprache, Themen, Adresse, Ihre Daten.', linkButton: 'Link zuschicken',
  mailedTitle: 'Bitte sehen Sie in Ihr Postfach', mailedText: 'Falls etwas zu tun ist, finden Sie in wenigen Minuten eine E-Mail mit einem Link. Bitte sehen Sie auch im Spam-Ordner nach.',
  subscribeTitle: '{name} abonnieren', subscribeButton: 'Abonnieren', address: 'E-Mail-Adresse', name: 'Name', language: 'Sprache', timeZone: 'Zeitzone', topics: 'Themen', optional: 'freiwillig', choose: 'Bitte wählen', yes: 'Ja', no: 'Nein',
  consent: 'Mit dem Abonnieren willigen Sie ein, {name} per E-Mail zu bekommen. Sie können sich jederzeit über den Link in jeder E-Mail abmelden.', leaveEmpty: 'Bitte leer lassen',
  closedTitle: 'Keine neuen Anmeldungen', closedText: 'Dieser Newsletter nimmt keine Anmeldungen über ein Formular an.', againText: 'Bitte drücken Sie den Knopf noch einmal.', tooManyTitle: 'Zu viele Anfragen', tooManyText: 'Aus Ihrem Netz kamen heute viele Anfragen. Bitte versuchen Sie es morgen wieder.',
  faultTitle: 'Bitte prüfen Sie Ihre Angaben', badAddress: 'Das ist keine E-Mail-Adresse. Schreiben Sie sie wie name@example.org.', missing: 'Bitte füllen Sie dies aus.', badValue: 'Das kann hier nicht stehen.',
  confirmTitle: 'Anmeldung bestätigen', confirmText: 'Noch ein Klick, und Sie bekommen {name}.', confirmButton: 'Bestätigen', confirmedTitle: 'Sie sind angemeldet', confirmedText: 'Ab der nächsten Ausgabe bekommen Sie {name}.',
  tracking: '„{name}“ darf speichern, welche Mails und Links ich öffne, damit die Redaktion erfährt, was gelesen wird. Das kann ich hier jederzeit zurücknehmen.',
  settingsTitle: 'Ihre Einstellungen', lists: 'Newsletter', stateSubscribed: 'Angemeldet', statePaused: 'Pause bis {date}', stateLeft: 'Nicht angemeldet', yourDetails: 'Über Sie', save: 'Speichern', saved: 'Ihre Einstellungen sind gespeichert.',
  newAddress: 'Neue E-Mail-Adresse', newAddressText: 'Wir schicken einen Link an die neue Adresse. Die Änderung gilt, sobald Sie sie dort bestätigt haben.', newAddressButton: 'Adresse ändern',
  changeTitle: 'Neue Adresse bestätigen', changeText: 'Ihre Newsletter kommen dann an {address}.', changeButton: 'Diese Adresse verwenden', changedTitle: 'Ihre Adresse ist geändert', changedText: 'Ihre Newsletter kommen jetzt an {address}.', takenText: 'Diese Adresse ist schon angemeldet. Melden Sie stattdessen die andere ab.',
  yourData: 'Ihre Daten', download: 'Alles herunterladen, was wir über Sie gespeichert haben (JSON)', eraseTitle: 'Ihre Daten löschen', eraseText: 'Alles, was wir über Sie gespeichert haben, wird gelöscht, und wir schreiben Ihnen nie wieder. Das lässt sich nicht rückgängig machen.', eraseButton: 'Alles löschen', eraseSure: 'Ja, alles soll gelöscht werden.', erasedTitle: 'Ihre Daten sind gelöscht', erasedText: 'Sie hören nicht mehr von uns.',
  confirmSubject: 'Bitte bestätigen: {name}', confirmMail: 'Jemand, hoffentlich Sie, möchte mit dieser Adresse {name} abonnieren. Öffnen Sie zum Bestätigen diesen Link und drücken Sie den Knopf:', ignoreMail: 'Waren Sie es nicht, so tun Sie nichts: Ohne Bestätigung kommt kein Newsletter.',
  linkSubject: 'Ihre Einstellungen: {name}', linkMail: 'Dieser Link führt zu Ihren Einstellungen. Er gilt sieben Tage; geben Sie ihn niemandem:',
  welcomeSubject: 'Willkommen bei {name}', welcomeMail: 'Sie sind angemeldet. Ab der nächsten Ausgabe bekommen Sie {name}. In jeder E-Mail steht ein Link zum Abbestellen; auch dieser führt dorthin:',
  changeSubject: 'Bitte bestätigen Sie Ihre neue Adresse: {name}', changeMail: 'Jemand, hoffentlich Sie, möchte die Newsletter an diese Adresse bekommen. Öffnen Sie zum Bestätigen diesen Link und drücken Sie den Knopf:',
  changedSubject: 'Ihre Adresse wurde geändert: {name}', changedMail: 'Ihre Newsletter kommen jetzt an {address}. Waren Sie es nicht, so antworten Sie bitte auf diese E-Mail.',
};
