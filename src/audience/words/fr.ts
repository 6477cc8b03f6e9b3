/** French. */
import type { Words } from './words.js';

export const fr: Words = {
  leaveTitle: 'Vous désabonner ?', leaveText: 'Vous ne recevrez plus cette lettre. C’est immédiat.', leaveButton: 'Me désabonner', leaveAllButton: 'Me désabonner de toutes nos lettres',
  pauseText: 'Ou faites une pause. Les envois reprennent tout seuls.', pauseButton: 'Pause de {n} jours',
  leftTitle: 'Vous êtes désabonné', leftText: 'Vous ne recevrez plus cette lettre. Un message déjà en route peut encore arriver.',
  leftAllTitle: 'Vous êtes désabonné de tout', leftAllText: 'Vous ne recevrez plus aucune de nos lettres. Un message déjà en route peut encore arriver.',
  pausedTitle: 'Votre abonnement est en pause', pausedText: 'Vous ne recevrez rien jusqu’au {date}. Ensuite, les envois reprennent tout seuls.', undoButton: 'Annuler', undoneTitle: 'Vous êtes de nouveau abonné', undoneText: 'Tout est comme avant.',
  notOnTitle: 'Vous n’êtes pas abonné', notOnText: 'Vous ne recevez pas cette lettre.',
  badLinkTitle: 'Ce lien ne fonctionne pas', badLinkText: 'Il est peut-être incomplet ou trop ancien. Rouvrez-le depuis le message, ou répondez à la lettre en demandant votre désabonnement.',
  linkTitle: 'Vos réglages', linkText: 'Nous envoyons à votre adresse un lien vers vos réglages : langue, thèmes, adresse, vos données.', linkButton: 'Recevoir le lien',
  mailedTitle: 'Regardez vos messages', mailedText: 'S’il y a quelque chose à faire, un message avec un lien arrive dans quelques minutes. Regardez aussi dans les indésirables.',
  subscribeTitle: 'S’abonner à {name}', subscribeButton: 'M’abonner', address: 'Adresse électronique', name: 'Nom', language: 'Langue', timeZone: 'Fuseau horaire', topics: 'Thèmes', optional: 'facultatif', choose: 'Choisissez', yes: 'Oui', no: 'Non',
  consent: 'En vous abonnant, vous acceptez de recevoir {name} par courriel. Vous pouvez vous désabonner à tout moment par le lien de chaque message.', leaveEmpty: 'Laissez ce champ vide',
  closedTitle: 'Pas de nouveaux abonnements', closedText: 'Cette lettre ne prend pas d’abonnements par formulaire.', againText: 'Appuyez encore une fois sur le bouton.', tooManyTitle: 'Trop de demandes', tooManyText: 'Beaucoup de demandes sont venues de votre réseau aujourd’hui. Réessayez demain.',
  faultTitle: 'Vérifiez vos réponses', badAddress: 'Ce n’est pas une adresse. Écrivez-la comme nom@example.org.', missing: 'À remplir.', badValue: 'Cette valeur ne convient pas ici.',
  confirmTitle: 'Confirmez votre abonnement', confirmText: 'Encore un clic et vous recevrez {name}.', confirmButton: 'Confirmer', confirmedTitle: 'Vous êtes abonné', confirmedText: 'Vous recevrez {name} dès le prochain numéro.',
  tracking: 'J’accepte que « {name} » enregistre les messages et les liens que j’ouvre, pour que la rédaction sache ce qui est lu. Je peux revenir ici sur ce choix à tout moment.',
  settingsTitle: 'Vos réglages', lists: 'Lettres', stateSubscribed: 'Abonné', statePaused: 'En pause jusqu’au {date}', stateLeft: 'Non abonné', yourDetails: 'Vous', save: 'Enregistrer', saved: 'Vos réglages sont enregistrés.',
  newAddress: 'Nouvelle adresse', newAddressText: 'Nous envoyons un lien à la nouvelle adresse. Le changement compte dès que vous l’y avez confirmé.', newAddressButton: 'Changer d’adresse',
  changeTitle: 'Confirmez votre nouvelle adresse', changeText: 'Vos lettres arriveront à {address}.', changeButton: 'Utiliser cette adresse', changedTitle: 'Votre adresse est changée', changedText: 'Vos lettres arrivent maintenant à {address}.', takenText: 'Cette adresse est déjà abonnée. Désabonnez plutôt l’autre.',
  yourData: 'Vos données', download: 'Télécharger tout ce que nous gardons sur vous (JSON)', eraseTitle: 'Effacer vos données', eraseText: 'Tout ce que nous gardons sur vous est effacé, et nous ne vous écrirons plus jamais. C’est irréversible.', eraseButton: 'Tout effacer', eraseSure: 'Oui, tout doit être effacé.', erasedTitle: 'Vos données sont effacées', erasedText: 'Vous n’entendrez plus parler de nous.',
  confirmSubject: 'Confirmez, s’il vous plaît : {name}', confirmMail: 'Quelqu’un, vous sans doute, a demandé à abonner cette adresse à {name}. Pour confirmer, ouvrez ce lien et appuyez sur le bouton :', ignoreMail: 'Si ce n’était pas vous, ne faites rien : sans confirmation, rien ne vous sera envoyé.',
  linkSubject: 'Vos réglages : {name}', linkMail: 'Ce lien mène à vos réglages. Il vaut sept jours ; ne le donnez à personne :',
  welcomeSubject: 'Bienvenue à {name}', welcomeMail: 'Vous êtes abonné. Vous recevrez {name} dès le prochain numéro. Chaque message a un lien de désabonnement ; celui-ci marche aussi :',
  changeSubject: 'Confirmez votre nouvelle adresse : {name}', changeMail: 'Quelqu’un, vous sans doute, veut recevoir les lettres à cette adresse. Pour confirmer, ouvrez ce lien et appuyez sur le bouton :',
  changedSubject: 'Votre adresse a été changée : {name}', changedMail: 'Vos lettres arrivent maintenant à {address}. Si ce n’était pas vous, répondez à ce message.',
};
