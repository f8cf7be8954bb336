export const moreWords = {
  en: { title: '' },
  de: { title: '' },
};
