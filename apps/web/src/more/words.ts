/** Words of the page with everything else. */
export const moreWords = {
  en: {
    title: 'More',
    devices: 'Devices',
    'devices-help': 'Keys for programs and devices that send photos by themselves.',
    language: 'Language',
    theme: 'Appearance',
    'theme-system': 'Like this device',
    'theme-light': 'Light',
    'theme-dark': 'Dark',
    'signed-in': 'Signed in as {{user}}',
    'sign-out': 'Sign out',
    version: 'Homeroll {{version}}',
  },
  de: {
    title: 'Mehr',
    devices: 'Geräte',
    'devices-help': 'Schlüssel für Programme und Geräte, die von selbst Fotos senden.',
    language: 'Sprache',
    theme: 'Darstellung',
    'theme-system': 'Wie dieses Gerät',
    'theme-light': 'Hell',
    'theme-dark': 'Dunkel',
    'signed-in': 'Angemeldet als {{user}}',
    'sign-out': 'Abmelden',
    version: 'Homeroll {{version}}',
  },
};
