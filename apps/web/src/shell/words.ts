/** Words of the frame around every page. */
export const shellWords = {
  en: {
    photos: 'Photos',
    shares: 'Links',
    more: 'More',
    places: 'Places',
    undo: 'Undo',
    close: 'Close',
    again: 'Try again',
  },
  de: {
    photos: 'Fotos',
    shares: 'Links',
    more: 'Mehr',
    places: 'Orte',
    undo: 'Rückgängig',
    close: 'Schließen',
    again: 'Noch einmal versuchen',
  },
};
