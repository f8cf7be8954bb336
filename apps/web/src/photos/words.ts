/** Words of the photos page. */
export const photosWords = {
  en: { title: 'Photos' },
  de: { title: 'Fotos' },
};
