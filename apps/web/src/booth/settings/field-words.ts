import type { SettingsField } from '@homeroll/protocol/booth-page';
import type { Language } from '../../words/words.ts';

interface FieldWords {
  readonly label: string;
  readonly help?: string;
}

/** Labels by the option's name; what has none is called as its declaration says, in English. */
const labels: Readonly<Record<string, readonly [en: string, de: string]>> = {
  folder: ['Folder', 'Ordner'],
  subfolders: ['Folders below it that are published', 'Ordner darin, die veröffentlicht werden'],
  settle: ['Seconds until a file counts as finished', 'Sekunden, bis eine Datei als fertig gilt'],
  fullSyncInterval: ['Minutes between two comparisons', 'Minuten zwischen zwei Vergleichen'],
  title: ['Name of the party', 'Name der Feier'],
  textAbove: ['Line above the code', 'Zeile über dem Code'],
  textBelow: ['Line below the code', 'Zeile unter dem Code'],
  language: ['Language of the screen', 'Sprache des Bildschirms'],
  guestsHere: [
    'Guests in this network get pictures from here',
    'Gäste in diesem Netz bekommen Bilder von hier',
  ],
  guestsPort: ['Port for guests', 'Port für Gäste'],
  guestsAddress: ['Address of this machine for guests', 'Adresse dieses Rechners für Gäste'],
  wifiName: ['Name of the Wi-Fi', 'Name des WLANs'],
  wifiPassword: ['Password of the Wi-Fi', 'Passwort des WLANs'],
  enabled: ['Use this destination', 'Dieses Ziel benutzen'],
  enableImmediateSync: ['Send at once', 'Sofort senden'],
  enableRegularSync: ['Compare everything now and then', 'Alles ab und zu vergleichen'],
  uploadLimit: ['Kilobytes a second at most', 'Kilobytes pro Sekunde höchstens'],
  copyOnlyMode: ['Never delete there', 'Dort nie löschen'],
  enableShareLink: ['Show a code', 'Einen Code zeigen'],
  names: ['Names there', 'Namen dort'],
  mediaUrl: ['Address for guests', 'Adresse für Gäste'],
  useDownloadPortal: ['The code leads to the portal', 'Der Code führt zum Portal'],
  downloadPortalUrl: ['Address of the portal', 'Adresse des Portals'],
  autoUpload: ['Put the portal there', 'Das Portal dort ablegen'],
  customQrUrl: ['An address of your own for the code', 'Eine eigene Adresse für den Code'],
  host: ['Server', 'Server'],
  port: ['Port', 'Port'],
  username: ['User name', 'Benutzername'],
  password: ['Password', 'Passwort'],
  secure: ['Encryption', 'Verschlüsselung'],
  verifyCertificate: ['Check the certificate', 'Zertifikat prüfen'],
  url: ['Address', 'Adresse'],
  token: ['Device token', 'Geräteschlüssel'],
  key: ['Key', 'Schlüssel'],
  version: ['What guests get', 'Was Gäste bekommen'],
  shareId: ['Public link', 'Öffentlicher Link'],
  endpoint: ['Address of the service', 'Adresse des Dienstes'],
  region: ['Region', 'Region'],
  bucket: ['Bucket', 'Bucket'],
  accessKeyId: ['Access key', 'Zugangsschlüssel'],
  secretAccessKey: ['Secret of the access key', 'Geheimnis des Zugangsschlüssels'],
  path: ['Folder', 'Ordner'],
  privateKey: ['Private key', 'Privater Schlüssel'],
  passphrase: ['Passphrase of the key', 'Passphrase des Schlüssels'],
  hostKey: ['Fingerprint of the server', 'Fingerabdruck des Servers'],
  mounted: ['Only while a disk is plugged in', 'Nur solange ein Datenträger da ist'],
  connections: ['Connections at a time', 'Verbindungen zugleich'],
  idleTimeout: [
    'Seconds that an unused connection is kept',
    'Sekunden, die eine ungenutzte Verbindung bleibt',
  ],
  timeout: ['Seconds of silence until it is given up', 'Sekunden Stille, bis aufgegeben wird'],
  pathStyle: ['The bucket stands behind the address', 'Der Bucket steht hinter der Adresse'],
  acl: ['Everybody may read each file', 'Jede Datei darf von allen gelesen werden'],
};

export function fieldWords({ name, summary }: SettingsField, language: Language): FieldWords {
  const [en, de] = labels[name] ?? [summary, summary];
  if (language === 'de') return { label: de };
  return en === summary ? { label: en } : { label: en, help: summary };
}
