import type { BoothFault } from '@homeroll/protocol/booth-page';

/** What is wrong and what to do, in German; the program tells all that is known in English. */
export const germanTrouble: Readonly<Record<BoothFault, string>> = {
  unreachable: 'Dort antwortet niemand. Stimmt die Adresse, läuft der Server, ist das Netz da?',
  timeout: 'Von dort kommt keine Antwort. Stimmt die Adresse, ist das Netz da?',
  tls: 'Die sichere Verbindung kommt nicht zustande. Prüfen Sie Zertifikat und Verschlüsselung.',
  'rate-limited': 'Das Ziel bittet um eine Pause.',
  unavailable: 'Das Ziel ist gerade nicht bereit.',
  protocol:
    'Dort antwortet etwas anderes als erwartet. Stimmt die Adresse? Verlangt das Netz erst eine Anmeldung?',
  'refused-login': 'Die Anmeldung wird abgelehnt. Prüfen Sie Benutzername, Passwort oder Schlüssel.',
  forbidden: 'Dieses Konto darf das dort nicht.',
  'disk-full': 'Kein Platz mehr. Schaffen Sie welchen; dann geht es von selbst weiter.',
  'server-error': 'Der Server dort meldet einen Fehler.',
  'hash-mismatch': 'Angekommen ist etwas anderes, als gesendet wurde.',
  conflict: 'Dort ist etwas im Weg, das nicht angerührt wird.',
  'too-large': 'Die Datei ist dem Ziel zu groß.',
  'type-refused': 'Diese Art von Datei nimmt das Ziel nicht.',
  'bad-request': 'So geht es noch nicht. Prüfen Sie die Einstellungen dieses Ziels.',
  missing: 'Dort ist nichts zu finden. Stimmen Ordner und Adresse überein?',
  unreadable: 'Ein Bild hier lässt sich nicht lesen.',
  unnoted: 'Die Fotobox kann sich nicht merken, was sie sendet. Ist ihre Festplatte voll?',
  'foreign-portal':
    'Wo das Portal liegen soll, ist eine andere Seite namens index.html; sie bleibt unberührt. Wählen Sie einen Ordner ohne eine solche.',
  cut: 'Das Relay hat die Verbindung beendet.',
  silent: 'Vom Relay ist nichts mehr zu hören.',
  busy: 'Das Relay kann gerade nicht antworten.',
  'key-refused': 'Das Relay lehnt den Schlüssel ab.',
  'no-relay': 'Unter dieser Adresse ist kein Homeroll-Relay.',
  version: 'Das Relay ist von einer anderen Version. Bringen Sie beide auf denselben Stand.',
  replaced: 'Ein anderes Programm benutzt dieselbe Leitung zum Relay.',
  'no-network':
    'Dieser Rechner ist in keinem Netz, also erreichen ihn keine Gäste. Verbinden Sie ihn oder richten Sie ein eigenes WLAN ein.',
  'port-taken':
    'Ein anderes Programm hat den Port für Gäste. Beenden Sie es oder wählen Sie einen anderen Port.',
  'port-forbidden': 'Dieser Port für Gäste ist nicht erlaubt. Wählen Sie einen anderen.',
  'folder-missing':
    'Ein Ordner mit Bildern fehlt oder lässt sich nicht lesen. Steckt der Datenträger? Gelöscht wird derweil nichts.',
  'odd-name':
    'Der Name einer Datei ist kein lesbarer Text oder enthält „\\“; sie wird nicht gesendet. Benennen Sie sie um.',
  'settings-mistake': 'In den Einstellungen ist ein Fehler; es geht weiter wie zuvor.',
  'no-portal': 'Ein Portal gibt es dort nicht; der Code führt zum Bild selbst.',
  'relay-polls': 'Auf dem Weg zum Relay wird gesammelt statt durchgereicht; Bilder kommen etwas später an.',
};
