/** Words of the frame around every page. */
export const shellWords = {
  en: {
    photos: 'Photos',
    shares: 'Links',
    more: 'More',
    places: 'Places',
    undo: 'Undo',
    close: 'Close',
    loading: 'Loading',
    again: 'Try again',
    'skip-to-content': 'To the content',
  },
  de: {
    photos: 'Fotos',
    shares: 'Links',
    more: 'Mehr',
    places: 'Orte',
    undo: 'Rückgängig',
    close: 'Schließen',
    loading: 'Wird geladen',
    again: 'Noch einmal versuchen',
    'skip-to-content': 'Zum Inhalt',
  },
};
