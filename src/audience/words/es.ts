/** Spanish. */
import type { Words } from './words.js';

export const es: Words = {
  leaveTitle: '¿Darse de baja?', leaveText: 'Dejará de recibir este boletín. Tiene efecto inmediato.', leaveButton: 'Darme de baja', leaveAllButton: 'Darme de baja de todos nuestros boletines',
  pauseText: 'O haga una pausa. Los envíos vuelven solos.', pauseButton: 'Pausa de {n} días',
  leftTitle: 'Se ha dado de baja', leftText: 'Ya no recibirá este boletín. Un correo que estaba en camino aún puede llegar.',
  leftAllTitle: 'Se ha dado de baja de todo', leftAllText: 'Ya no recibirá ninguno de nuestros boletines. Un correo que estaba en camino aún puede llegar.',
  pausedTitle: 'Su suscripción está en pausa', pausedText: 'No recibirá nada hasta el {date}. Después los envíos vuelven solos.', undoButton: 'Deshacer', undoneTitle: 'Está suscrito de nuevo', undoneText: 'Todo está como antes.',
  notOnTitle: 'No está suscrito', notOnText: 'No recibe este boletín.',
  badLinkTitle: 'Este enlace no funciona', badLinkText: 'Puede estar incompleto o ser demasiado antiguo. Ábralo de nuevo desde el correo, o responda al boletín y pida la baja.',
  linkTitle: 'Sus ajustes', linkText: 'Le enviamos a su dirección un enlace a sus ajustes: idioma, temas, dirección, sus datos.', linkButton: 'Enviarme el enlace',
  mailedTitle: 'Mire su correo', mailedText: 'Si hay algo que hacer, en unos minutos tendrá un correo con un enlace. Mire también la carpeta de correo no deseado.',
  subscribeTitle: 'Suscribirse a {name}', subscribeButton: 'Suscribirme', address: 'Correo electrónico', name: 'Nombre', language: 'Idioma', timeZone: 'Zona horaria', topics: 'Temas', optional: 'opcional', choose: 'Elija', yes: 'Sí', no: 'No',
  consent: 'Al suscribirse acepta recibir {name} por correo electrónico. Puede darse de baja en cualquier momento con el enlace de cada correo.', leaveEmpty: 'Deje esto vacío',
  closedTitle: 'Sin nuevas suscripciones', closedText: 'Este boletín no admite suscripciones por formulario.', againText: 'Pulse el botón una vez más.', tooManyTitle: 'Demasiadas peticiones', tooManyText: 'Hoy han llegado muchas peticiones de su red. Inténtelo mañana.',
  faultTitle: 'Revise lo que ha escrito', badAddress: 'Esto no es una dirección. Escríbala como nombre@example.org.', missing: 'Rellene este campo.', badValue: 'Este valor no sirve aquí.',
  confirmTitle: 'Confirme su suscripción', confirmText: 'Un clic más y recibirá {name}.', confirmButton: 'Confirmar', confirmedTitle: 'Está suscrito', confirmedText: 'Recibirá {name} desde el próximo número.',
  tracking: 'Acepto que «{name}» guarde qué correos y enlaces abro, para que la redacción sepa qué se lee. Puedo retirarlo aquí en cualquier momento.',
  settingsTitle: 'Sus ajustes', lists: 'Boletines', stateSubscribed: 'Suscrito', statePaused: 'En pausa hasta el {date}', stateLeft: 'No suscrito', yourDetails: 'Sobre usted', save: 'Guardar', saved: 'Sus ajustes están guardados.',
  newAddress: 'Nueva dirección', newAddressText: 'Enviamos un enlace a la nueva dirección. El cambio vale cuando lo haya confirmado allí.', newAddressButton: 'Cambiar dirección',
  changeTitle: 'Confirme su nueva dirección', changeText: 'Sus boletines llegarán a {address}.', changeButton: 'Usar esta dirección', changedTitle: 'Su dirección ha cambiado', changedText: 'Sus boletines llegan ahora a {address}.', takenText: 'Esta dirección ya está suscrita. Dé de baja la otra.',
  yourData: 'Sus datos', download: 'Descargar todo lo que guardamos sobre usted (JSON)', eraseTitle: 'Borrar sus datos', eraseText: 'Se borra todo lo que guardamos sobre usted y no le escribiremos nunca más. No se puede deshacer.', eraseButton: 'Borrarlo todo', eraseSure: 'Sí, quiero que se borre todo.', erasedTitle: 'Sus datos se han borrado', erasedText: 'No volverá a saber de nosotros.',
  confirmSubject: 'Confirme, por favor: {name}', confirmMail: 'Alguien, esperamos que usted, ha pedido suscribir esta dirección a {name}. Para confirmar, abra este enlace y pulse el botón:', ignoreMail: 'Si no fue usted, no haga nada: sin la confirmación no recibirá nada.',
  linkSubject: 'Sus ajustes: {name}', linkMail: 'Este enlace lleva a sus ajustes. Vale siete días; no se lo dé a nadie:',
  welcomeSubject: 'Le damos la bienvenida a {name}', welcomeMail: 'Está suscrito. Desde el próximo número recibirá {name}. Cada correo tiene un enlace de baja; este también sirve:',
  changeSubject: 'Confirme su nueva dirección: {name}', changeMail: 'Alguien, esperamos que usted, quiere recibir los boletines en esta dirección. Para confirmar, abra este enlace y pulse el botón:',
  changedSubject: 'Su dirección ha cambiado: {name}', changedMail: 'Sus boletines llegan ahora a {address}. Si no fue usted, responda a este correo.',
};
