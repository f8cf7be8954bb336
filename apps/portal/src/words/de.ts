import type { Words } from './words.ts';

export const de: Words = {
  photo: 'Dein Foto',
  photos: 'Deine Fotos',
  loading: 'Lädt',
  waiting: 'Noch unterwegs',
  waitingMore: 'Es erscheint hier von selbst, sobald es da ist. Du kannst die Seite offen lassen.',
  again: 'Nächster Blick in {n} s',
  late: 'Es dauert länger als sonst.',
  offline: 'Keine Verbindung. Es geht von selbst weiter.',
  save: 'Speichern',
  share: 'Teilen',
  getting: 'Wird vorbereitet',
  saveAll: 'Alle speichern',
  close: 'Schließen',
  next: 'Weiter',
  previous: 'Zurück',
  hold: 'Zum Speichern das Bild gedrückt halten.',
  ended: 'Dieser Link gilt nicht mehr',
  endedMore:
    'Er ist abgelaufen oder wurde zurückgezogen. Frag dort, wo du ihn bekommen hast, nach einem neuen.',
  broken: 'Dieser Link funktioniert nicht',
  brokenMore: 'Vielleicht ist er unvollständig. Scanne den Code noch einmal oder frag nach einem neuen Link.',
  foreign: 'Dieser Link führt zu einer anderen Seite, darum wird nichts geöffnet.',
  unseen: 'Dieser Browser kann es nicht anzeigen. Du kannst es speichern und anderswo öffnen.',
  until: 'Verfügbar bis {date}',
  place: '{n} von {m}',
};
