/** Words of setting up, signing in and signing out. */
export const accountWords = {
  en: {
    'setup-title': 'Your photos, at home',
    'setup-lead': 'Choose a name and a password. This first account looks after the server.',
    'setup-done': 'Create account',
    'setup-closed': 'This server is set up already. Sign in with your account.',
    'login-title': 'Sign in',
    'login-lead': 'Your photos on this server.',
    'login-done': 'Sign in',
    'login-first':
      'This server has no account yet. Open the link that it showed in its terminal when it was started.',
    user: 'User name',
    'user-help': 'Letters, digits, dots, dashes and underscores.',
    'user-wrong': 'Use letters, digits, dots, dashes and underscores, and begin with a letter or a digit.',
    password: 'Password',
    'password-help': 'At least 10 characters. A few words in a row are easy to remember.',
    'password-short': 'At least 10 characters, please.',
    'password-long': 'At most 1000 characters, please.',
    'password-show': 'Show password',
    'user-empty': 'Your user name goes here.',
    'password-empty': 'Your password goes here.',
    working: 'One moment',
  },
  de: {
    'setup-title': 'Ihre Fotos, zu Hause',
    'setup-lead':
      'Wählen Sie einen Namen und ein Passwort. Dieses erste Konto kümmert sich um den Server.',
    'setup-done': 'Konto anlegen',
    'setup-closed': 'Dieser Server ist schon eingerichtet. Melden Sie sich mit Ihrem Konto an.',
    'login-title': 'Anmelden',
    'login-lead': 'Ihre Fotos auf diesem Server.',
    'login-done': 'Anmelden',
    'login-first':
      'Dieser Server hat noch kein Konto. Öffnen Sie den Link, den er beim Start in seinem Terminal gezeigt hat.',
    user: 'Benutzername',
    'user-help': 'Buchstaben, Ziffern, Punkte, Binde- und Unterstriche.',
    'user-wrong':
      'Verwenden Sie Buchstaben, Ziffern, Punkte, Binde- und Unterstriche, am Anfang einen Buchstaben oder eine Ziffer.',
    password: 'Passwort',
    'password-help': 'Mindestens 10 Zeichen. Ein paar Wörter hintereinander merken sich leicht.',
    'password-short': 'Bitte mindestens 10 Zeichen.',
    'password-long': 'Bitte höchstens 1000 Zeichen.',
    'password-show': 'Passwort zeigen',
    'user-empty': 'Hier gehört Ihr Benutzername hin.',
    'password-empty': 'Hier gehört Ihr Passwort hin.',
    working: 'Einen Moment',
  },
};
